// A gentle hint beside a field marked [data-gentle] when what is typed may name somebody. It works on this device alone: nothing is
// sent, nothing is kept, nothing is stopped. It knows shapes, not people, so it is sometimes wrong in both directions.

const PAUSE = 600; // milliseconds without a keystroke before a text is looked at

// ------------------------------------------------------------------ shapes
const TITLE =
  /\b(?:Mr|Mrs|Ms|Mx|Miss|Master|Dr|Doctor|Prof|Rev|Sir|Lady|Cllr|Councillor|Judge|PC|P\.C|DC|DS|DI|DCI|PCSO|WPC|Sgt|Sergeant|Insp|Inspector|Constable|Officer|Detective|Nurse|Sister|Father|Imam|Rabbi|Auntie|Aunty|Aunt|Uncle|Coach)\.? (?=\p{Lu}[\p{L}’'-]+)/gu;
const WORD = /\p{Lu}[\p{Ll}’'-]*(?:\p{Lu}\p{Ll}+)*(?:-\p{Lu}\p{Ll}+)*/u.source; // Jones, O’Brien, McKay, Anne-Marie
const NAME = new RegExp(`(?<![\\p{L}\\d])(${WORD})(?:,? |-)(?:(?:de|da|van|von|der|ap|ab|ferch|bin|ibn|al|el|st)[ -])?(${WORD})(?![\\p{L}\\d])`, "gu");
const INITIAL = /(?<![\p{L}\d])(?:\p{Lu}\.? ?){1,2}\. ?\p{Lu}\p{Ll}{2,}/gu; // J. Smith
const NAME_INITIAL = new RegExp(`(?<![\\p{L}\\d])(${WORD}) (\\p{Lu})(?:\\.|(?=[,;:!?)\\s]|$))`, "gu"); // Kayden T
const CALLED = new RegExp(`\\b(?:called|named|nicknamed|name is|name’s|name's|known as)\\s+[“"‘']?(${WORD})`, "gu");
const MONTH = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const AGED = new RegExp(`(?<![\\p{L}\\d])(${WORD})(?:\\s*\\(\\d{1,2}\\)|,\\s*(?:aged\\s*)?\\d{1,2}(?!\\d|[:.]\\d|\\s*\\p{Lu}))`, "gu"); // not “Ask Gavin, 3 March”
const DAY = "(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?";
const DATES = [
  new RegExp(`(?<!\\d)(?:0?[1-9]|[12]\\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\\1(\\d{4}|\\d{2})(?!\\d)`, "g"),
  new RegExp(`(?<!\\d)((?:19|20)\\d\\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])(?!\\d)`, "g"),
  new RegExp(`(?<!\\d)${DAY}(?: of)?[ -]${MONTH}[., -]+(\\d{4}|[’']?\\d{2})(?!\\d|[:.]\\d)`, "gi"),
  new RegExp(`\\b${MONTH} ${DAY},? (\\d{4})(?!\\d)`, "gi"),
];
const BORN = new RegExp(`\\b(?:d\\.? ?o\\.? ?b\\b|date of birth|birthday (?:is|on)|born (?:on|in) (?:the )?(?:\\d|${MONTH}))`, "i");

const POSTCODE = /(?<![A-Za-z\d])(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z\d])/i;
const NUMBERS = [
  /(?<![\d.,£])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d%])/, // a health service number
  /(?<!\d)(?:\+44|0044|0)[ ]?\(?\d{2,5}\)?(?:[ -]?\d{2,6}){1,3}(?!\d)/, // a telephone number
  /(?<![A-Za-z\d])[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z\d])/i, // national insurance
  /\b(?:case|crime|ref(?:erence)?|file|incident|log|record|cad|urn|upn|nhs|id|custody|warrant)\.?:? ?(?:ref(?:erence)?|no|number|num|id)?\.?:? ?#?(?=[A-Za-z\d/-]*\d)[A-Za-z\d][A-Za-z\d/-]{3,}/i,
  /(?<![A-Za-z\d])(?=[A-Z\d/-]*\d{4})[A-Z]{1,5}[/-]?\d{2,}(?:[/-]\d+)*(?![A-Za-z\d])/, // LCS0012345, CR/2024/00123
  /(?<![\d.,£])(?!\d+000\b)\d{6,9}(?![\d.,%])/,
  /[\p{L}\d._+-]+@[\p{L}\d-]+\.\p{L}{2,}/u, // an e-mail address
  /(?<![\p{L}\d])@[\p{L}\d._]{3,}/u, // a handle
  /(?<![A-Za-z\d])[A-Z]{2}\d{2} ?[A-Z]{3}(?![A-Za-z\d])/, // a number plate
];

// Capitalised words that are places, services, days and the like: a pair with one of them is most often no person.
const ORDINARY = new Set(
  `a about academy act action adolescent adult advice after agency agenda agree ahead aldi all also although always am an and anti
   antisocial anyone april are area as asda ask asks assessment assistant association at august authority autumn avenue bank bay be
   because behaviour being bengali best better black bluetooth board boots borough both breakfast bridge british bus but by cafe camhs
   can care castle cathedral catholic cce central centre chair chairs change channel charity chief child children children’s child’s
   christian christmas church cin city claim class clean club co co-op college come commission commissioner committee common community
   conference consultation contextual coroner costa could council county court cp crescent crime criminal cross crown cse culture daily
   daps day december deliberate department deputy design detached did director district do does domestic door drive drop drug drugs dsl
   dsls due duty each early east easter eastern eco ecological education ehc ehcp eight either elders emergency emotional end england
   english environment epping equality estate europe european even every everybody everyone excel exploitation extra extra-familial
   facebook families family february final find fire first five focus food football for forum foundation four french friday friends from
   front funding further garden gardens gate general get gets give go good google government gp gps grammar grand great greater green
   greggs ground group groups grove guidance had half hall has have he head health hear help hers high hill his hold home homes hospital
   hotel house housing how hub human hymn i if impact improvement in inclusion independent industrial infirmary information initial inner
   instagram intensive interests interim international into irish iro is islam islamic it its it’s january job join joint july june
   junior just justice keep key kfc kingdom lado lane lane’s language last late lead leader leaders leadership league learning leave
   legal leisure less let let’s library licensing lidl life light lighting like list local london long look lower mace magistrates main
   make male manager many map mapp mappa mapping marac march market marks mash may maybe mcdonald’s mdt meet meeting mental mersey
   metropolitan microsoft midlands might minister ministry minutes missing model monday more morning most multi multi-agency museum
   muslim my name national need neighbourhood never new next nhs night nine no nobody none north northern not note nothing notice
   november now nrm nurse nursery october of office officer officers ofsted old on once one only open operation operations or order other
   our out outer outer-london outreach outside over own panel panels parade parent parents parish park parks part partner partners
   partnership partnerships pastoral pathway patrol people pharmacy picture place places plan planning play plaza please point points
   police policing policy polish port power practice prevent prevention primary prime private probation programme project protection
   public punjabi pupil put quarter queen queen’s question rail ramadan read red referral region regional relationships rescue residents
   response responses return review right risk river road room round royal run safe safeguarding safer safety said sainsbury’s saint
   saturday say says school schools scotland scottish screen sea second secondary section see send senior september serious service
   services set seven sexual shall share sharing she ship shop shopping shops should show side sikh six sixth small snapchat so social
   society soldier somali some someone south southern space spanish special speech sports spring square st staff stage standards start
   state station status still stop strategic strategy street student students summer sunday superintendent supermarket support sure
   survey swimming system tac taf tafs take talk task tasking team teams tell term terrace tesco test than thank that the their them then
   there these they thing think thinking third this those though three through thursday tiktok time to today together tomorrow tool top
   tower town towns trading traffic train training transport travel tree trust tube tuesday turn two u under union unit united university
   until up upper upstairs urdu us use valley very victim victoria view village violence vitamin voice voluntary volunteer volunteers
   wait wales walk walking ward watch water way we wednesday week weekly well welsh were west western what whatsapp when where which
   while white who whole why wi-fi wider wifi will window winter with without women wood word work worker workers working workshop would
   writing year years yes yesterday yet yjs yos yot you young your youth youtube zone zoom`
    .split(/\s+/)
    .map((word) => word.toLowerCase()),
);
const ordinary = (word) => ORDINARY.has(word.toLowerCase().replaceAll("'", "’")) || ORDINARY.has(word.toLowerCase().replace(/[’']s$/, "")) || /^\p{Lu}+$/u.test(word);

// ------------------------------------------------------------------ what is found
function namesSomebody(text) {
  if (matches(TITLE, text).some((found) => !ordinary(/^[\p{L}’'-]+/u.exec(text.slice(found.index + found[0].length))[0]))) return true;
  if (matches(INITIAL, text).length) return true;
  for (const pattern of [CALLED, AGED]) if (matches(pattern, text).some((found) => !ordinary(found[1]))) return true;
  if (matches(NAME_INITIAL, text).some((found) => !ordinary(found[1]) && found[2] !== "I" && found[2] !== "A")) return true;
  const pairs = new RegExp(NAME.source, NAME.flags);
  for (let found = pairs.exec(text); found; found = pairs.exec(text)) {
    if (!ordinary(found[1]) && !ordinary(found[2])) return true;
    pairs.lastIndex = found.index + found[1].length; // “Ask Sarah Jones”: the second word may begin a name
  }
  return false;
}

function tellsABirthday(text) {
  if (BORN.test(text)) return true;
  const now = new Date().getFullYear();
  for (const pattern of DATES) {
    for (const found of matches(pattern, text)) {
      const digits = found.at(-1).replace(/\D/g, "");
      const year = digits.length === 4 ? Number(digits) : 2000 + Number(digits) - (Number(digits) > now % 100 + 10 ? 100 : 0);
      if (year < now - 1 && year > now - 110) return true; // a date of this year or next is a deadline
    }
  }
  return false;
}

const matches = (pattern, text) => [...text.matchAll(pattern)];

/** Whether a text holds something that looks like a name, a date of birth, a postcode, or a case, health or telephone number. */
export function mayName(text) {
  return namesSomebody(text) || tellsABirthday(text) || POSTCODE.test(text) || NUMBERS.some((pattern) => pattern.test(text));
}

// ------------------------------------------------------------------ on the page
const timers = new WeakMap();

function lineOf(field) {
  for (const id of (field.getAttribute("aria-describedby") ?? "").split(/\s+/)) {
    const line = id && document.getElementById(`${id}-gentle`);
    if (line) return line;
  }
  return null;
}

function look(field) {
  const line = lineOf(field);
  if (!line) return;
  const words = mayName(field.value) ? line.dataset.words : "";
  if (line.textContent !== words) line.textContent = words;
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!("gentle" in (field.dataset ?? {}))) return;
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(look, PAUSE, field));
});

function lookAtAll() {
  for (const field of document.querySelectorAll("[data-gentle]")) if (field.value) look(field);
}
document.addEventListener("stage:after", lookAtAll); // a draft may have come back
document.addEventListener("htmx:afterSettle", lookAtAll);
lookAtAll();
