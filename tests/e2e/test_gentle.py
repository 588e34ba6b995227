"""The hint on the device: what it notices, what it leaves alone, and that nothing leaves the phone. Every example is made up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, Opener, Server
from tests.e2e.people import code_on, connected, join, press_main, set_up, sign_in

NAMES = """
Ask Sarah Jones to chair it
We met Kayden Price at the park
Mr Smith from the shop helps
Mrs Okafor said no
PC Daniels was there
Dr. Patel knows the family
Sgt Hughes brought the map
Miss Ellis teaches him
DC Rahman took the call
talk to Cllr Brown about lights
Inspector Walsh chaired
Jayden O’Brien was missing
Aoife McCarthy has moved school
it was Mohammed Ali’s brother
Anne-Marie Dupont feels unheard
Siân Davies raised it
J. Smith was named in it
Kayden T was seen again
a boy called Tyrell
a girl named Chloe
his name is Marcus
Jayden (15) keeps going back
Keira, 14, was in the car
Keira, aged 14, was in the car
Zofia Kowalska and her mum
Jean-Paul Martin
I spoke to Leanne Roberts yesterday
The Hassan family: Amina Hassan
Rhys ap Gwilym
Maria da Silva
known as “Lil Tee”, real name Tyrone Banks
Coach Williams lets them in
Auntie Grace picks him up
Nurse Adeyemi saw the bruise
Judge Pritchard would not
Ms Chen from housing
Owen, 16, and his friend
social worker Beth Llewellyn
Tommy Lee Baker
Priya Nair wants the lamp fixed
Judge Whitcombe
with Ellie Marsh next week
Danny K. is at risk
We should ask Fatima Begum
Prof Greene’s paper
Kwame Mensah stood by the shop
her cousin Shanice Reid
Liam Doherty again
Master Khan is eight
nicknamed Bugsy
Lewis Akinola said he feels safer on the bus
Talk to Ruth Ashworth in housing
Mrs. Begum keeps the shop open
DS Kelly will not come again
The caretaker, Bob Hartley, sees everything
Ibrahim (13) and two others
Chantelle, 17
a lad named Connor
Dr O’Neill disagreed
Nathan Cole-Simmons was excluded
Marta Nowak’s son
Detective Hargreaves
Abdul Rahim
We worry about Ella
Ffion Jones
tyler and his cousin
K.B. was hurt
Ms Tran runs the youth club
Officer Dunne moved them on
Maya R. did not feel heard
Call Stephen Lawson
His manager Gavin thinks so
Mum is called Denise
Nurse Joy
Jamal Edwards, Year 9
Councillor Price asked
Léa Fontaine
Connor McAllister
Reece Bakare is on a plan
Father Dominic
""".strip().splitlines()

NUMBERS = """
born on 3 May 2009
DOB 12/03/2010
d.o.b. 4.5.11
date of birth unknown
12/03/2010
12-03-09
2009-11-30
3rd of June 2008
March 4, 2011
14 Feb 2010
his birthday is 9 August
1 Sept. 2007
lives at SW1A 1AA
near M1 1AE
B33 8TH
CR2 6XH
DN55 1PT
cf10 3at
behind EC1A 1BB somewhere
LL57 2DG
NHS 943 476 5919
943-476-5919
9434765919
ring 07700 900123
07700900123
+44 7700 900123
020 7946 0958
0161 496 0000
case 12345
Case no. 2024/881
ref: AB/12345
crime ref CR/2024/00123
incident number 48213
CAD 1234
URN 77-3321
LCS0012345
QQ123456C
QQ 12 34 56 C
log 0045
file no 9981A
upn A123456789012
email jay@example.org
add me @jay.k99
plate AB12 CDE
12345678
custody record 5521/24
reference number 90021
id 55120
01632 960983
warrant no 3321
16.08.2011
he was born on 2nd July 2010
21/7/08
5 November 2009
November 5, 2009
dob unknown to us
2010-02-28
NE1 4ST
her flat, L8 5SN
E16 2DQ
n17 9jf
BT1 5GS
0115 496 0123
07911123456
07911 123456
(0117) 496 0111
485 777 3456
4857773456
Crime number 12AB/34567/26
case ref 5567
EHM 1234567
reference TW-2291
log 1123
FW57 XYZ
sam@school.example
@lil_tee17
JK 12 12 12 A
custody number 88231
social care id 4410098
incident 221 of 5 March
""".strip().splitlines()

PLAIN = """
Ask the caretaker what he sees from the gate at half past three.
We settle a difference by asking who holds the risk on paper, not who knows the place.
Police and community safety speak first because they bring the map.
Our minutes list actions for the young person. None this year for the shopping centre.
The panel runs to the minute, so rank settles it.
I did not say that I disagreed with my own manager.
We all sit with our own agency.
Put the bus station on the agenda by 12 February.
Meet again on 14 January 2027.
By 1 March 2027, the Community Safety Partnership
The High Street after 9:30 pm
Youth Offending Team and Children’s Social Care
Greater Manchester Police
North Wales Fire and Rescue Service
Contextual Safeguarding for the MACE panel
Early Help on Tuesday Morning
The Head Teacher of St John’s School
Ask Tesco and the Co-op about lighting.
Detached Youth Workers go out on Friday Night
Every team spends 20 minutes on it
5 of 24 people
About 60 minutes, 13 parts
£1,250,000 for lighting
100000 people live here
between 2024 and 2026
in 2010 we tried that
Budget 2026/27
Section 47 and Section 17
Working Together 2023
Question 3, block 2
Who has the most power? The one with the title.
Culture: we don’t talk about it.
The Bridge Centre car park
Queen’s Park and Victoria Road
Monday to Friday, 9 to 5
The Home Office asked us
Oxford Street
He said, She said
Time. Space. Culture. Power.
NHS England and CAMHS
CSE and CCE are not the same
Level 3 in Year 9
Key Stage 4
Too little time to stop and think.
By 12 February
On 3 March, 10:30
by the end of 2026
3 x 20 minutes
Step 1 2 3
1-2-1 work
One in 5, two in 10
50/50 between both
24/7 cover
A4 paper, A12 road
M25 and A406
5pm to 11pm
7.30 to 8.15
Ask Children’s Services
Neighbourhood Policing Team
Local Authority Designated Officer
McDonald’s on Market Street
The British Transport Police
What Works Centre
Better Lighting Now
Window table
Blue jumper
Amber Valley
We talked about Snapchat and Instagram
Somali elders
Licensing Act 2003
The Children Act 1989
Children and Social Work Act 2017
Write to the Director of Public Health
Young People’s Voice
I. We. They.
Plan A and Plan B
Option A is better
School C said no
Team B
Vitamin D
Not enough trust yet, 3 or 4 meetings would help
By Easter, or May
By May 2027
1 in 3
Keep it mine
Count it
Reply within 10 working days
2 hours, 45 minutes
Open until 22:00
0.5 FTE
5 to 11 year olds
The 17 year old and the 8 year old
Aged 14 to 17
Over 300 pupils
Since 1998
GDPR, DPIA and ICO
Chair: Police
Lead: Education
We could invite Barnardo’s
The Children’s Society leads
Save the Date
Best Interests
Think Family
Missing From Home
Our Monday meeting never ends on time
Ask Youth Work to open the room
Rank decides, and Police have rank
The Arndale Centre and the tram stop
Put lights in Cathedral Gardens
Speak to the Head of Year
Review after Christmas
Agreed: Housing leads
Tidewell Panel
Start with Place before Person
Use the MACE form
Share it with Health and Education
By the end of the Autumn Term
15 July 2027
30/06/2027
Meeting 3, 11 May
All 11 schools
about 30,000 homes
Between 3pm and 6pm
Two workers on 12-hour shifts
Friday 9.30
Police, Fire, Ambulance
The Green Party asked
Asda Car Park
Welsh Government
South East Region
Leicester Square
King’s Cross
Birmingham City Council
Bus Route 42
Nobody asked Parents
Community Wardens
Youth Justice Service
Trading Standards
Door Supervisors
Primary Care Network
Black Country Partnership
Park Rangers walk through at Six
Shop Keepers
Lunch Time is hard
""".strip().splitlines()

ASK = "async (texts) => { const { mayName } = await import('/static/js/gentle.js'); return texts.map(mayName); }"
WORDS = "That may name somebody. You can leave it, or describe the situation instead."


def noticed(page: Page, texts: list[str]) -> list[str]:
    """The texts of a list that the page's own script would hint at."""
    return [text for text, found in zip(texts, page.evaluate(ASK, texts), strict=True) if found]


@pytest.fixture
def page(open_screen: Opener) -> Page:
    page = open_screen().page
    page.goto("/")
    return page


def test_most_names_are_noticed(page: Page) -> None:
    missed = sorted(set(NAMES) - set(noticed(page, NAMES)))
    assert (len(NAMES) >= 80, len(missed) / len(NAMES) <= 0.1) == (True, True), missed


def test_most_birthdays_postcodes_and_numbers_of_people_are_noticed(page: Page) -> None:
    missed = sorted(set(NUMBERS) - set(noticed(page, NUMBERS)))
    assert (len(NUMBERS) >= 80, len(missed) / len(NUMBERS) <= 0.1) == (True, True), missed


def test_what_groups_usually_write_is_left_alone(page: Page) -> None:
    wrong = noticed(page, PLAIN)
    assert (len(PLAIN) >= 140, len(wrong) / len(PLAIN) <= 0.05) == (True, True), wrong


@pytest.mark.parametrize("text", ["a" * 5000, "Aa" * 2500, "A'" * 2500, "1 " * 2500, "@" * 5000, "Aa-" * 1600, "Aa " * 1600])
def test_a_long_text_is_read_at_once(page: Page, text: str) -> None:
    took = page.evaluate(
        "async (text) => {"
        " const m = await import('/static/js/gentle.js'); const from = performance.now();"
        " m.mayName(text); return performance.now() - from; }",
        text,
    )
    assert took < 1000  # milliseconds, on any machine


def test_a_person_keeps_a_note_takes_a_moment_and_is_seen_by_nobody(open_screen: Opener, server: Server) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    console = desk.page
    set_up(console, "Moments")
    code = code_on(console)
    phone = join(open_screen(), code)
    other = join(open_screen(), code)
    connected(phone)

    # A pause, from the lobby.
    phone.get_by_role("link", name="I need a moment").click()
    expect(phone.get_by_role("heading", name="Take the time you need")).to_be_focused()
    phone.get_by_role("button", name="Ask for a pause").click()
    expect(phone.get_by_text("We have passed it on")).to_be_visible()
    expect(console.get_by_text("Somebody would like a pause.")).to_be_visible()
    expect(other.get_by_text("Somebody would like a pause.")).to_have_count(0)
    console.get_by_role("button", name="Thanks, seen").click()
    expect(console.get_by_text("Somebody would like a pause.")).to_have_count(0)
    phone.get_by_role("button", name="Back to the workshop").click()

    # The slide goes from this phone alone, and comes back as it is by then.
    press_main(console)
    expect(phone.locator("#stage h1")).to_be_visible()
    phone.get_by_role("link", name="I need a moment").click()
    phone.get_by_role("button", name="Hide this slide on my phone").click()
    expect(phone.get_by_role("heading", name="The slide is hidden on this phone")).to_be_focused()
    expect(phone.locator("#stage h1")).to_be_hidden()
    expect(other.locator("#stage h1")).to_be_visible()
    console.get_by_text("Parts", exact=True).click()
    console.locator(".menu[open] button", has_text="Going deeper").click()
    expect(other.locator("#stage h1")).to_contain_text("Going deeper")
    expect(phone.get_by_text("The room is on another slide now.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="The slide is hidden on this phone")).to_be_visible()
    phone.get_by_role("button", name="Show it again").click()
    expect(phone.locator("#stage h1")).to_contain_text("Going deeper")

    # A note, with a hint that goes again, and nothing sent for it.
    phone.get_by_role("link", name="My private notes").click()
    field = phone.get_by_label("In a few words, if you like")
    hint = phone.locator("#note-line-gentle")
    field.fill("Mrs Okafor would not hear us")
    expect(hint).to_have_text(WORDS)
    field.fill("The chair would not hear us")
    expect(hint).to_have_text("")
    phone.get_by_label("Power").check()
    phone.get_by_role("button", name="Keep this note").click()
    expect(phone.locator("#sheet .point")).to_contain_text("The chair would not hear us")
    expect(phone.get_by_label("In a few words, if you like")).to_have_value("")
    expect(console.get_by_text("fewer than five people")).to_be_visible()

    # It can be changed and deleted.
    phone.get_by_role("link", name="Change").click()
    expect(phone.get_by_role("button", name="Keep it like this")).to_be_visible()
    phone.get_by_label("In a few words, if you like").fill("The chair hears rank")
    phone.get_by_role("button", name="Keep it like this").click()
    expect(phone.locator("#sheet .point")).to_contain_text("The chair hears rank")
    phone.locator("#sheet .point").get_by_role("button", name="Delete").click()
    expect(phone.get_by_text("You have no notes yet.")).to_be_visible()


def test_what_is_begun_is_there_after_a_new_slide_and_a_reload(open_screen: Opener, server: Server) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    console = desk.page
    set_up(console, "Drafts of notes")
    phone = join(open_screen(), code_on(console))
    connected(phone)
    press_main(console)
    console.get_by_text("Parts", exact=True).click()
    console.locator(".menu[open] button", has_text="Going deeper").click()
    phone.get_by_role("link", name="My private notes").click()
    phone.get_by_label("In a few words, if you like").fill("Half a thou")
    press_main(console)
    expect(phone.locator("#stage h1")).not_to_contain_text("Going deeper")
    expect(phone.get_by_label("In a few words, if you like")).to_have_value("Half a thou")
    expect(phone.locator("#sheet [data-saved]")).to_contain_text("Saved")
    phone.reload()
    phone.get_by_role("link", name="My private notes").click()
    expect(phone.get_by_label("In a few words, if you like")).to_have_value("Half a thou")
