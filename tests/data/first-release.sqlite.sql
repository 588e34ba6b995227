BEGIN TRANSACTION;
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES(1,1,'add_permission','Can add permission');
INSERT INTO "auth_permission" VALUES(2,1,'change_permission','Can change permission');
INSERT INTO "auth_permission" VALUES(3,1,'delete_permission','Can delete permission');
INSERT INTO "auth_permission" VALUES(4,1,'view_permission','Can view permission');
INSERT INTO "auth_permission" VALUES(5,2,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(6,2,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(7,2,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(8,2,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(9,3,'add_contenttype','Can add content type');
INSERT INTO "auth_permission" VALUES(10,3,'change_contenttype','Can change content type');
INSERT INTO "auth_permission" VALUES(11,3,'delete_contenttype','Can delete content type');
INSERT INTO "auth_permission" VALUES(12,3,'view_contenttype','Can view content type');
INSERT INTO "auth_permission" VALUES(13,4,'add_session','Can add session');
INSERT INTO "auth_permission" VALUES(14,4,'change_session','Can change session');
INSERT INTO "auth_permission" VALUES(15,4,'delete_session','Can delete session');
INSERT INTO "auth_permission" VALUES(16,4,'view_session','Can view session');
INSERT INTO "auth_permission" VALUES(17,5,'add_accessattempt','Can add access attempt');
INSERT INTO "auth_permission" VALUES(18,5,'change_accessattempt','Can change access attempt');
INSERT INTO "auth_permission" VALUES(19,5,'delete_accessattempt','Can delete access attempt');
INSERT INTO "auth_permission" VALUES(20,5,'view_accessattempt','Can view access attempt');
INSERT INTO "auth_permission" VALUES(21,6,'add_accesslog','Can add access log');
INSERT INTO "auth_permission" VALUES(22,6,'change_accesslog','Can change access log');
INSERT INTO "auth_permission" VALUES(23,6,'delete_accesslog','Can delete access log');
INSERT INTO "auth_permission" VALUES(24,6,'view_accesslog','Can view access log');
INSERT INTO "auth_permission" VALUES(25,7,'add_accessfailurelog','Can add access failure');
INSERT INTO "auth_permission" VALUES(26,7,'change_accessfailurelog','Can change access failure');
INSERT INTO "auth_permission" VALUES(27,7,'delete_accessfailurelog','Can delete access failure');
INSERT INTO "auth_permission" VALUES(28,7,'view_accessfailurelog','Can view access failure');
INSERT INTO "auth_permission" VALUES(29,8,'add_accessattemptexpiration','Can add access attempt expiration');
INSERT INTO "auth_permission" VALUES(30,8,'change_accessattemptexpiration','Can change access attempt expiration');
INSERT INTO "auth_permission" VALUES(31,8,'delete_accessattemptexpiration','Can delete access attempt expiration');
INSERT INTO "auth_permission" VALUES(32,8,'view_accessattemptexpiration','Can view access attempt expiration');
INSERT INTO "auth_permission" VALUES(33,9,'add_user','Can add user');
INSERT INTO "auth_permission" VALUES(34,9,'change_user','Can change user');
INSERT INTO "auth_permission" VALUES(35,9,'delete_user','Can delete user');
INSERT INTO "auth_permission" VALUES(36,9,'view_user','Can view user');
INSERT INTO "auth_permission" VALUES(37,10,'add_deck','Can add deck');
INSERT INTO "auth_permission" VALUES(38,10,'change_deck','Can change deck');
INSERT INTO "auth_permission" VALUES(39,10,'delete_deck','Can delete deck');
INSERT INTO "auth_permission" VALUES(40,10,'view_deck','Can view deck');
INSERT INTO "auth_permission" VALUES(41,11,'add_questionset','Can add question set');
INSERT INTO "auth_permission" VALUES(42,11,'change_questionset','Can change question set');
INSERT INTO "auth_permission" VALUES(43,11,'delete_questionset','Can delete question set');
INSERT INTO "auth_permission" VALUES(44,11,'view_questionset','Can view question set');
INSERT INTO "auth_permission" VALUES(45,12,'add_slide','Can add slide');
INSERT INTO "auth_permission" VALUES(46,12,'change_slide','Can change slide');
INSERT INTO "auth_permission" VALUES(47,12,'delete_slide','Can delete slide');
INSERT INTO "auth_permission" VALUES(48,12,'view_slide','Can view slide');
INSERT INTO "auth_permission" VALUES(49,13,'add_livesession','Can add live session');
INSERT INTO "auth_permission" VALUES(50,13,'change_livesession','Can change live session');
INSERT INTO "auth_permission" VALUES(51,13,'delete_livesession','Can delete live session');
INSERT INTO "auth_permission" VALUES(52,13,'view_livesession','Can view live session');
INSERT INTO "auth_permission" VALUES(53,14,'add_facilitator','Can add facilitator');
INSERT INTO "auth_permission" VALUES(54,14,'change_facilitator','Can change facilitator');
INSERT INTO "auth_permission" VALUES(55,14,'delete_facilitator','Can delete facilitator');
INSERT INTO "auth_permission" VALUES(56,14,'view_facilitator','Can view facilitator');
INSERT INTO "auth_permission" VALUES(57,15,'add_participant','Can add participant');
INSERT INTO "auth_permission" VALUES(58,15,'change_participant','Can change participant');
INSERT INTO "auth_permission" VALUES(59,15,'delete_participant','Can delete participant');
INSERT INTO "auth_permission" VALUES(60,15,'view_participant','Can view participant');
INSERT INTO "auth_permission" VALUES(61,16,'add_signinlink','Can add sign in link');
INSERT INTO "auth_permission" VALUES(62,16,'change_signinlink','Can change sign in link');
INSERT INTO "auth_permission" VALUES(63,16,'delete_signinlink','Can delete sign in link');
INSERT INTO "auth_permission" VALUES(64,16,'view_signinlink','Can view sign in link');
INSERT INTO "auth_permission" VALUES(65,17,'add_sliderun','Can add slide run');
INSERT INTO "auth_permission" VALUES(66,17,'change_sliderun','Can change slide run');
INSERT INTO "auth_permission" VALUES(67,17,'delete_sliderun','Can delete slide run');
INSERT INTO "auth_permission" VALUES(68,17,'view_sliderun','Can view slide run');
INSERT INTO "auth_permission" VALUES(69,18,'add_hands','Can add hands');
INSERT INTO "auth_permission" VALUES(70,18,'change_hands','Can change hands');
INSERT INTO "auth_permission" VALUES(71,18,'delete_hands','Can delete hands');
INSERT INTO "auth_permission" VALUES(72,18,'view_hands','Can view hands');
INSERT INTO "auth_permission" VALUES(73,19,'add_total','Can add total');
INSERT INTO "auth_permission" VALUES(74,19,'change_total','Can change total');
INSERT INTO "auth_permission" VALUES(75,19,'delete_total','Can delete total');
INSERT INTO "auth_permission" VALUES(76,19,'view_total','Can view total');
INSERT INTO "auth_permission" VALUES(77,20,'add_ballot','Can add ballot');
INSERT INTO "auth_permission" VALUES(78,20,'change_ballot','Can change ballot');
INSERT INTO "auth_permission" VALUES(79,20,'delete_ballot','Can delete ballot');
INSERT INTO "auth_permission" VALUES(80,20,'view_ballot','Can view ballot');
INSERT INTO "auth_permission" VALUES(81,21,'add_actionpoint','Can add action point');
INSERT INTO "auth_permission" VALUES(82,21,'change_actionpoint','Can change action point');
INSERT INTO "auth_permission" VALUES(83,21,'delete_actionpoint','Can delete action point');
INSERT INTO "auth_permission" VALUES(84,21,'view_actionpoint','Can view action point');
INSERT INTO "auth_permission" VALUES(85,22,'add_draft','Can add draft');
INSERT INTO "auth_permission" VALUES(86,22,'change_draft','Can change draft');
INSERT INTO "auth_permission" VALUES(87,22,'delete_draft','Can delete draft');
INSERT INTO "auth_permission" VALUES(88,22,'view_draft','Can view draft');
INSERT INTO "auth_permission" VALUES(89,23,'add_feedback','Can add feedback');
INSERT INTO "auth_permission" VALUES(90,23,'change_feedback','Can change feedback');
INSERT INTO "auth_permission" VALUES(91,23,'delete_feedback','Can delete feedback');
INSERT INTO "auth_permission" VALUES(92,23,'view_feedback','Can view feedback');
INSERT INTO "auth_permission" VALUES(93,24,'add_feedbackgiven','Can add feedback given');
INSERT INTO "auth_permission" VALUES(94,24,'change_feedbackgiven','Can change feedback given');
INSERT INTO "auth_permission" VALUES(95,24,'delete_feedbackgiven','Can delete feedback given');
INSERT INTO "auth_permission" VALUES(96,24,'view_feedbackgiven','Can view feedback given');
INSERT INTO "auth_permission" VALUES(97,25,'add_followup','Can add follow up');
INSERT INTO "auth_permission" VALUES(98,25,'change_followup','Can change follow up');
INSERT INTO "auth_permission" VALUES(99,25,'delete_followup','Can delete follow up');
INSERT INTO "auth_permission" VALUES(100,25,'view_followup','Can view follow up');
INSERT INTO "auth_permission" VALUES(101,26,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(102,26,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(103,26,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(104,26,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(105,27,'add_factor','Can add factor');
INSERT INTO "auth_permission" VALUES(106,27,'change_factor','Can change factor');
INSERT INTO "auth_permission" VALUES(107,27,'delete_factor','Can delete factor');
INSERT INTO "auth_permission" VALUES(108,27,'view_factor','Can view factor');
INSERT INTO "auth_permission" VALUES(109,28,'add_card','Can add card');
INSERT INTO "auth_permission" VALUES(110,28,'change_card','Can change card');
INSERT INTO "auth_permission" VALUES(111,28,'delete_card','Can delete card');
INSERT INTO "auth_permission" VALUES(112,28,'view_card','Can view card');
INSERT INTO "auth_permission" VALUES(113,29,'add_groupagency','Can add group agency');
INSERT INTO "auth_permission" VALUES(114,29,'change_groupagency','Can change group agency');
INSERT INTO "auth_permission" VALUES(115,29,'delete_groupagency','Can delete group agency');
INSERT INTO "auth_permission" VALUES(116,29,'view_groupagency','Can view group agency');
INSERT INTO "auth_permission" VALUES(117,30,'add_grouping','Can add grouping');
INSERT INTO "auth_permission" VALUES(118,30,'change_grouping','Can change grouping');
INSERT INTO "auth_permission" VALUES(119,30,'delete_grouping','Can delete grouping');
INSERT INTO "auth_permission" VALUES(120,30,'view_grouping','Can view grouping');
INSERT INTO "auth_permission" VALUES(121,31,'add_label','Can add label');
INSERT INTO "auth_permission" VALUES(122,31,'change_label','Can change label');
INSERT INTO "auth_permission" VALUES(123,31,'delete_label','Can delete label');
INSERT INTO "auth_permission" VALUES(124,31,'view_label','Can view label');
INSERT INTO "auth_permission" VALUES(125,32,'add_leadlink','Can add lead link');
INSERT INTO "auth_permission" VALUES(126,32,'change_leadlink','Can change lead link');
INSERT INTO "auth_permission" VALUES(127,32,'delete_leadlink','Can delete lead link');
INSERT INTO "auth_permission" VALUES(128,32,'view_leadlink','Can view lead link');
INSERT INTO "auth_permission" VALUES(129,33,'add_moment','Can add moment');
INSERT INTO "auth_permission" VALUES(130,33,'change_moment','Can change moment');
INSERT INTO "auth_permission" VALUES(131,33,'delete_moment','Can delete moment');
INSERT INTO "auth_permission" VALUES(132,33,'view_moment','Can view moment');
INSERT INTO "auth_permission" VALUES(133,34,'add_note','Can add note');
INSERT INTO "auth_permission" VALUES(134,34,'change_note','Can change note');
INSERT INTO "auth_permission" VALUES(135,34,'delete_note','Can delete note');
INSERT INTO "auth_permission" VALUES(136,34,'view_note','Can view note');
INSERT INTO "auth_permission" VALUES(137,35,'add_ownlink','Can add own link');
INSERT INTO "auth_permission" VALUES(138,35,'change_ownlink','Can change own link');
INSERT INTO "auth_permission" VALUES(139,35,'delete_ownlink','Can delete own link');
INSERT INTO "auth_permission" VALUES(140,35,'view_ownlink','Can view own link');
INSERT INTO "auth_permission" VALUES(141,36,'add_place','Can add place');
INSERT INTO "auth_permission" VALUES(142,36,'change_place','Can change place');
INSERT INTO "auth_permission" VALUES(143,36,'delete_place','Can delete place');
INSERT INTO "auth_permission" VALUES(144,36,'view_place','Can view place');
INSERT INTO "auth_permission" VALUES(145,37,'add_point','Can add point');
INSERT INTO "auth_permission" VALUES(146,37,'change_point','Can change point');
INSERT INTO "auth_permission" VALUES(147,37,'delete_point','Can delete point');
INSERT INTO "auth_permission" VALUES(148,37,'view_point','Can view point');
INSERT INTO "auth_permission" VALUES(149,38,'add_reflection','Can add reflection');
INSERT INTO "auth_permission" VALUES(150,38,'change_reflection','Can change reflection');
INSERT INTO "auth_permission" VALUES(151,38,'delete_reflection','Can delete reflection');
INSERT INTO "auth_permission" VALUES(152,38,'view_reflection','Can view reflection');
INSERT INTO "auth_permission" VALUES(153,39,'add_sharedplan','Can add shared plan');
INSERT INTO "auth_permission" VALUES(154,39,'change_sharedplan','Can change shared plan');
INSERT INTO "auth_permission" VALUES(155,39,'delete_sharedplan','Can delete shared plan');
INSERT INTO "auth_permission" VALUES(156,39,'view_sharedplan','Can view shared plan');
INSERT INTO "auth_permission" VALUES(157,40,'add_support','Can add support');
INSERT INTO "auth_permission" VALUES(158,40,'change_support','Can change support');
INSERT INTO "auth_permission" VALUES(159,40,'delete_support','Can delete support');
INSERT INTO "auth_permission" VALUES(160,40,'view_support','Can view support');
INSERT INTO "auth_permission" VALUES(161,41,'add_theme','Can add theme');
INSERT INTO "auth_permission" VALUES(162,41,'change_theme','Can change theme');
INSERT INTO "auth_permission" VALUES(163,41,'delete_theme','Can delete theme');
INSERT INTO "auth_permission" VALUES(164,41,'view_theme','Can view theme');
INSERT INTO "auth_permission" VALUES(165,42,'add_wish','Can add wish');
INSERT INTO "auth_permission" VALUES(166,42,'change_wish','Can change wish');
INSERT INTO "auth_permission" VALUES(167,42,'delete_wish','Can delete wish');
INSERT INTO "auth_permission" VALUES(168,42,'view_wish','Can view wish');
INSERT INTO "auth_permission" VALUES(169,43,'add_afterwards','Can add afterwards');
INSERT INTO "auth_permission" VALUES(170,43,'change_afterwards','Can change afterwards');
INSERT INTO "auth_permission" VALUES(171,43,'delete_afterwards','Can delete afterwards');
INSERT INTO "auth_permission" VALUES(172,43,'view_afterwards','Can view afterwards');
INSERT INTO "auth_permission" VALUES(173,44,'add_wording','Can add wording');
INSERT INTO "auth_permission" VALUES(174,44,'change_wording','Can change wording');
INSERT INTO "auth_permission" VALUES(175,44,'delete_wording','Can delete wording');
INSERT INTO "auth_permission" VALUES(176,44,'view_wording','Can view wording');
CREATE TABLE "axes_accessattempt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "get_data" text NOT NULL, "post_data" text NOT NULL, "failures_since_start" integer unsigned NOT NULL CHECK ("failures_since_start" >= 0));
CREATE TABLE "axes_accessattemptexpiration" ("access_attempt_id" integer NOT NULL PRIMARY KEY REFERENCES "axes_accessattempt" ("id") DEFERRABLE INITIALLY DEFERRED, "expires_at" datetime NOT NULL);
CREATE TABLE "axes_accessfailurelog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "locked_out" bool NOT NULL);
CREATE TABLE "axes_accesslog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "logout_time" datetime NULL, "session_hash" varchar(64) NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES(1,'auth','permission');
INSERT INTO "django_content_type" VALUES(2,'auth','group');
INSERT INTO "django_content_type" VALUES(3,'contenttypes','contenttype');
INSERT INTO "django_content_type" VALUES(4,'sessions','session');
INSERT INTO "django_content_type" VALUES(5,'axes','accessattempt');
INSERT INTO "django_content_type" VALUES(6,'axes','accesslog');
INSERT INTO "django_content_type" VALUES(7,'axes','accessfailurelog');
INSERT INTO "django_content_type" VALUES(8,'axes','accessattemptexpiration');
INSERT INTO "django_content_type" VALUES(9,'workshop','user');
INSERT INTO "django_content_type" VALUES(10,'workshop','deck');
INSERT INTO "django_content_type" VALUES(11,'workshop','questionset');
INSERT INTO "django_content_type" VALUES(12,'workshop','slide');
INSERT INTO "django_content_type" VALUES(13,'live','livesession');
INSERT INTO "django_content_type" VALUES(14,'live','facilitator');
INSERT INTO "django_content_type" VALUES(15,'live','participant');
INSERT INTO "django_content_type" VALUES(16,'live','signinlink');
INSERT INTO "django_content_type" VALUES(17,'live','sliderun');
INSERT INTO "django_content_type" VALUES(18,'exercises','hands');
INSERT INTO "django_content_type" VALUES(19,'exercises','total');
INSERT INTO "django_content_type" VALUES(20,'exercises','ballot');
INSERT INTO "django_content_type" VALUES(21,'exercises','actionpoint');
INSERT INTO "django_content_type" VALUES(22,'exercises','draft');
INSERT INTO "django_content_type" VALUES(23,'exercises','feedback');
INSERT INTO "django_content_type" VALUES(24,'exercises','feedbackgiven');
INSERT INTO "django_content_type" VALUES(25,'exercises','followup');
INSERT INTO "django_content_type" VALUES(26,'exercises','group');
INSERT INTO "django_content_type" VALUES(27,'exercises','factor');
INSERT INTO "django_content_type" VALUES(28,'exercises','card');
INSERT INTO "django_content_type" VALUES(29,'exercises','groupagency');
INSERT INTO "django_content_type" VALUES(30,'exercises','grouping');
INSERT INTO "django_content_type" VALUES(31,'exercises','label');
INSERT INTO "django_content_type" VALUES(32,'exercises','leadlink');
INSERT INTO "django_content_type" VALUES(33,'exercises','moment');
INSERT INTO "django_content_type" VALUES(34,'exercises','note');
INSERT INTO "django_content_type" VALUES(35,'exercises','ownlink');
INSERT INTO "django_content_type" VALUES(36,'exercises','place');
INSERT INTO "django_content_type" VALUES(37,'exercises','point');
INSERT INTO "django_content_type" VALUES(38,'exercises','reflection');
INSERT INTO "django_content_type" VALUES(39,'exercises','sharedplan');
INSERT INTO "django_content_type" VALUES(40,'exercises','support');
INSERT INTO "django_content_type" VALUES(41,'exercises','theme');
INSERT INTO "django_content_type" VALUES(42,'exercises','wish');
INSERT INTO "django_content_type" VALUES(43,'exercises','afterwards');
INSERT INTO "django_content_type" VALUES(44,'exercises','wording');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES(1,'contenttypes','0001_initial','2026-11-25 10:28:59.336262');
INSERT INTO "django_migrations" VALUES(2,'contenttypes','0002_remove_content_type_name','2026-11-25 10:28:59.354274');
INSERT INTO "django_migrations" VALUES(3,'auth','0001_initial','2026-11-25 10:28:59.373537');
INSERT INTO "django_migrations" VALUES(4,'auth','0002_alter_permission_name_max_length','2026-11-25 10:28:59.382595');
INSERT INTO "django_migrations" VALUES(5,'auth','0003_alter_user_email_max_length','2026-11-25 10:28:59.391280');
INSERT INTO "django_migrations" VALUES(6,'auth','0004_alter_user_username_opts','2026-11-25 10:28:59.394921');
INSERT INTO "django_migrations" VALUES(7,'auth','0005_alter_user_last_login_null','2026-11-25 10:28:59.407450');
INSERT INTO "django_migrations" VALUES(8,'auth','0006_require_contenttypes_0002','2026-11-25 10:28:59.410665');
INSERT INTO "django_migrations" VALUES(9,'auth','0007_alter_validators_add_error_messages','2026-11-25 10:28:59.509713');
INSERT INTO "django_migrations" VALUES(10,'auth','0008_alter_user_username_max_length','2026-11-25 10:28:59.614499');
INSERT INTO "django_migrations" VALUES(11,'auth','0009_alter_user_last_name_max_length','2026-11-25 10:28:59.630245');
INSERT INTO "django_migrations" VALUES(12,'auth','0010_alter_group_name_max_length','2026-11-25 10:28:59.644828');
INSERT INTO "django_migrations" VALUES(13,'auth','0011_update_proxy_permissions','2026-11-25 10:28:59.651279');
INSERT INTO "django_migrations" VALUES(14,'auth','0012_alter_user_first_name_max_length','2026-11-25 10:28:59.664483');
INSERT INTO "django_migrations" VALUES(15,'axes','0001_initial','2026-11-25 10:28:59.683057');
INSERT INTO "django_migrations" VALUES(16,'axes','0002_auto_20151217_2044','2026-11-25 10:28:59.738435');
INSERT INTO "django_migrations" VALUES(17,'axes','0003_auto_20160322_0929','2026-11-25 10:28:59.762088');
INSERT INTO "django_migrations" VALUES(18,'axes','0004_auto_20181024_1538','2026-11-25 10:28:59.823616');
INSERT INTO "django_migrations" VALUES(19,'axes','0005_remove_accessattempt_trusted','2026-11-25 10:28:59.831797');
INSERT INTO "django_migrations" VALUES(20,'axes','0006_remove_accesslog_trusted','2026-11-25 10:28:59.857031');
INSERT INTO "django_migrations" VALUES(21,'axes','0007_alter_accessattempt_unique_together','2026-11-25 10:28:59.872159');
INSERT INTO "django_migrations" VALUES(22,'axes','0008_accessfailurelog','2026-11-25 10:28:59.897533');
INSERT INTO "django_migrations" VALUES(23,'axes','0009_add_session_hash','2026-11-25 10:28:59.907758');
INSERT INTO "django_migrations" VALUES(24,'axes','0010_accessattemptexpiration','2026-11-25 10:28:59.923041');
INSERT INTO "django_migrations" VALUES(25,'workshop','0001_initial','2026-11-25 10:29:00.002748');
INSERT INTO "django_migrations" VALUES(26,'live','0001_initial','2026-11-25 10:29:00.146732');
INSERT INTO "django_migrations" VALUES(27,'exercises','0001_initial','2026-11-25 10:29:00.213588');
INSERT INTO "django_migrations" VALUES(28,'exercises','0002_groups_points_notes_steps','2026-11-25 10:29:01.254885');
INSERT INTO "django_migrations" VALUES(29,'exercises','0003_places_of_ones_own','2026-11-25 10:29:01.328054');
INSERT INTO "django_migrations" VALUES(30,'exercises','0004_what_comes_afterwards','2026-11-25 10:29:01.426087');
INSERT INTO "django_migrations" VALUES(31,'sessions','0001_initial','2026-11-25 10:29:01.446008');
INSERT INTO "django_migrations" VALUES(32,'workshop','0002_name_hearing_back','2026-11-25 10:29:01.452290');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "exercises_actionpoint" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "level" varchar(20) NOT NULL, "what" varchar(500) NOT NULL, "who" varchar(80) NOT NULL, "by_when" date NULL, "by_when_text" varchar(40) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "passed_on" bool NOT NULL, "kept" bool NOT NULL, "status" varchar(12) NOT NULL, "progress" varchar(500) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "request_key" varchar(40) NOT NULL, "is_blanked" bool NOT NULL, "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED, "writer_id" bigint NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "exercises_actionpoint" VALUES(1,'team','Walk the route together','',NULL,'',1,1,0,'not-started','',1,'',0,1,NULL);
CREATE TABLE "exercises_afterwards" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "people" integer unsigned NULL CHECK ("people" >= 0), "fine" text NOT NULL CHECK ((JSON_VALID("fine") OR "fine" IS NULL)), "meets_at" time NULL, "meets_minutes" smallint unsigned NOT NULL CHECK ("meets_minutes" >= 0), "meets_where" varchar(200) NOT NULL, "live_id" bigint NOT NULL UNIQUE REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "exercises_afterwards" VALUES(1,6,'[]',NULL,20,'',1);
CREATE TABLE "exercises_ballot" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "voter" varchar(64) NOT NULL, "choice" text NOT NULL CHECK ((JSON_VALID("choice") OR "choice" IS NULL)), "sent" bool NOT NULL, "turn" integer unsigned NOT NULL CHECK ("turn" >= 0), "run_id" bigint NOT NULL REFERENCES "live_sliderun" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "ballot_once_each" UNIQUE ("run_id", "voter"));
CREATE TABLE "exercises_card" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" varchar(300) NOT NULL, "approach" varchar(20) NOT NULL, "belief" varchar(1000) NOT NULL, "reach" varchar(10) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "is_blanked" bool NOT NULL, "group_id" bigint NOT NULL REFERENCES "exercises_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_draft" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "field" varchar(200) NOT NULL, "text" text NOT NULL, "turn" integer unsigned NOT NULL CHECK ("turn" >= 0), "who_id" bigint NOT NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "draft_once_a_field" UNIQUE ("who_id", "field"));
CREATE TABLE "exercises_factor" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "factor" varchar(60) NOT NULL, "who_id" bigint NOT NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" bigint NOT NULL REFERENCES "exercises_group" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "factor_once_each" UNIQUE ("group_id", "who_id", "factor"));
CREATE TABLE "exercises_feedback" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "answers" text NOT NULL CHECK ((JSON_VALID("answers") OR "answers" IS NULL)), "text" text NOT NULL, "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_feedbackgiven" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "who_id" bigint NOT NULL UNIQUE REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_followup" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "first_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED, "live_id" bigint NOT NULL UNIQUE REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(40) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "question_set" varchar(80) NOT NULL, "on_paper" bool NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "wrote_at" datetime NULL, "message" varchar(200) NOT NULL, "heard" bool NOT NULL, "feedback_seconds" integer unsigned NOT NULL CHECK ("feedback_seconds" >= 0), "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "group_name_once" UNIQUE ("live_id", "name"));
INSERT INTO "exercises_group" VALUES(1,'Window table',1,'',0,1,NULL,'',0,0,1);
CREATE TABLE "exercises_groupagency" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "lean" smallint NULL, "is_shared" bool NOT NULL, "group_id" bigint NOT NULL REFERENCES "exercises_group" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "group_agency_once" UNIQUE ("group_id", "name"));
CREATE TABLE "exercises_grouping" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "way" varchar(10) NOT NULL, "stage" varchar(10) NOT NULL, "least" smallint unsigned NOT NULL CHECK ("least" >= 0), "most" smallint unsigned NOT NULL CHECK ("most" >= 0), "fit" text NOT NULL CHECK ((JSON_VALID("fit") OR "fit" IS NULL)), "seed" integer unsigned NOT NULL CHECK ("seed" >= 0), "live_id" bigint NOT NULL UNIQUE REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED, "version" integer unsigned NOT NULL CHECK ("version" >= 0));
CREATE TABLE "exercises_hands" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "people" integer unsigned NOT NULL CHECK ("people" >= 0), "choice" text NOT NULL CHECK ((JSON_VALID("choice") OR "choice" IS NULL)), "run_id" bigint NOT NULL UNIQUE REFERENCES "live_sliderun" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_label" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" varchar(20) NOT NULL, "is_ready" bool NOT NULL, "participant_id" bigint NOT NULL UNIQUE REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, "turn" integer unsigned NOT NULL CHECK ("turn" >= 0));
CREATE TABLE "exercises_leadlink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token_hash" varchar(64) NOT NULL UNIQUE, "made_at" datetime NOT NULL, "ends_at" datetime NOT NULL, "revoked_at" datetime NULL, "opened_at" datetime NULL, "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_moment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "asked" smallint unsigned NOT NULL CHECK ("asked" >= 0), "support" text NOT NULL, "live_id" bigint NOT NULL UNIQUE REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_note" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "tags" text NOT NULL CHECK ((JSON_VALID("tags") OR "tags" IS NULL)), "text" varchar(500) NOT NULL, "counts" bool NULL, "request_key" varchar(40) NOT NULL, "who_id" bigint NOT NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "exercises_note" VALUES(1,'["time"]','What makes it hard: time',NULL,'',1);
CREATE TABLE "exercises_ownlink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token_hash" varchar(64) NOT NULL UNIQUE, "ends_at" datetime NOT NULL, "who_id" bigint NOT NULL UNIQUE REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_place" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "participant_id" bigint NOT NULL UNIQUE REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" bigint NULL REFERENCES "exercises_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_point" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "block" varchar(160) NOT NULL, "text" varchar(1000) NOT NULL, "reach" varchar(10) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "request_key" varchar(40) NOT NULL, "is_blanked" bool NOT NULL, "group_id" bigint NOT NULL REFERENCES "exercises_group" ("id") DEFERRABLE INITIALLY DEFERRED, "writer_id" bigint NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "exercises_point" VALUES(1,'meetings-who-and-voice/who','Invite the youth workers','room',1,'',0,1,NULL);
CREATE TABLE "exercises_reflection" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "turn" integer unsigned NOT NULL CHECK ("turn" >= 0), "who_id" bigint NOT NULL UNIQUE REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "exercises_reflection" VALUES(1,'My own words',0,1);
CREATE TABLE "exercises_sharedplan" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "shared_vision" text NOT NULL, "follow_up_date" date NULL, "critical_reflection" text NOT NULL, "support_needed" text NOT NULL, "feed_back_to" varchar(200) NOT NULL, "feed_back_how" varchar(200) NOT NULL, "versions" text NOT NULL CHECK ((JSON_VALID("versions") OR "versions" IS NULL)), "live_id" bigint NOT NULL UNIQUE REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_support" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "point_id" bigint NOT NULL REFERENCES "exercises_actionpoint" ("id") DEFERRABLE INITIALLY DEFERRED, "who_id" bigint NOT NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "support_once_each" UNIQUE ("point_id", "who_id"));
CREATE TABLE "exercises_theme" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "tag" varchar(40) NOT NULL, "notes" integer unsigned NOT NULL CHECK ("notes" >= 0), "people" integer unsigned NOT NULL CHECK ("people" >= 0), "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exercises_total" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "people" integer unsigned NOT NULL CHECK ("people" >= 0), "picks" integer unsigned NOT NULL CHECK ("picks" >= 0), "choice" text NOT NULL CHECK ((JSON_VALID("choice") OR "choice" IS NULL)), "run_id" bigint NOT NULL UNIQUE REFERENCES "live_sliderun" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "exercises_total" VALUES(1,6,18,'{"4": 6, "6": 6, "8": 6}',2);
CREATE TABLE "exercises_wish" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "rather_not" bool NOT NULL, "group_id" bigint NULL REFERENCES "exercises_group" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, "who_id" bigint NOT NULL REFERENCES "live_participant" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "wish_for_one_thing" CHECK ((("group_id" IS NULL AND "person_id" IS NOT NULL) OR ("group_id" IS NOT NULL AND "person_id" IS NULL))));
CREATE TABLE "exercises_wording" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "what" varchar(500) NOT NULL, "who" varchar(80) NOT NULL, "by_when" date NULL, "by_when_text" varchar(40) NOT NULL, "progress" varchar(500) NOT NULL, "since" date NOT NULL, "point_id" bigint NOT NULL REFERENCES "exercises_actionpoint" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "live_facilitator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(40) NOT NULL, "token_hash" varchar(64) NOT NULL UNIQUE, "joined_at" datetime NOT NULL, "user_id" bigint NULL REFERENCES "workshop_user" ("id") DEFERRABLE INITIALLY DEFERRED, "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "live_livesession" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(16) NOT NULL UNIQUE, "title" varchar(80) NOT NULL, "date" date NOT NULL, "plan" varchar(10) NOT NULL, "minutes" text NOT NULL CHECK ((JSON_VALID("minutes") OR "minutes" IS NULL)), "planned_total" smallint unsigned NOT NULL CHECK ("planned_total" >= 0), "question_set" varchar(80) NOT NULL, "asks_agency" bool NOT NULL, "kept_days" smallint unsigned NOT NULL CHECK ("kept_days" >= 0), "code" varchar(6) NOT NULL, "door_open" bool NOT NULL, "screen_token" varchar(32) NOT NULL UNIQUE, "invite_token" varchar(32) NOT NULL UNIQUE, "phase" varchar(10) NOT NULL, "revision" integer unsigned NOT NULL CHECK ("revision" >= 0), "slide_key" varchar(80) NOT NULL, "is_blank" bool NOT NULL, "created_at" datetime NOT NULL, "started_at" datetime NULL, "paused_at" datetime NULL, "ended_at" datetime NULL, "deck_id" bigint NOT NULL REFERENCES "workshop_deck" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NOT NULL REFERENCES "workshop_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "live_livesession" VALUES(1,'zimQX9Qgmx1g','Finished panel','2027-01-14','full','{"before-you-begin": 0, "what-is-in-this-workshop": 1, "partnership-working-outside-the-home": 1, "contextual-safeguarding-is-ecological": 1, "creating-safety": 2, "behaviour-based-or-ecological": 10, "what-is-behind-these-approaches": 3, "in-summary": 3, "what-is-the-problem": 2, "going-deeper": 2, "group-exercise.talk": 20, "group-exercise.feedback": 10, "next-steps": 5, "close": 0}',60,'',0,365,'',1,'RSNdZWkdEKqwi_lzRYAVLw','vz3opOO_munX4T7Jylq__g','ended',6,'creating-safety',0,'2026-11-25 10:29:02.267273','2026-11-25 10:29:02.271335',NULL,'2026-11-25 10:29:03.659851',1,1);
INSERT INTO "live_livesession" VALUES(2,'KhzxU7IhxZRR','Going on','2027-01-14','full','{"before-you-begin": 0, "what-is-in-this-workshop": 1, "partnership-working-outside-the-home": 1, "contextual-safeguarding-is-ecological": 1, "creating-safety": 2, "behaviour-based-or-ecological": 10, "what-is-behind-these-approaches": 3, "in-summary": 3, "what-is-the-problem": 2, "going-deeper": 2, "group-exercise.talk": 20, "group-exercise.feedback": 10, "next-steps": 5, "close": 0}',60,'',0,90,'517862',1,'9bzvCDhGeWTJFYFj70qZNQ','xEVzWs6EG6gIr0jI8zECgQ','running',4,'creating-safety',0,'2026-11-25 10:29:03.927612','2026-11-25 10:29:03.937515',NULL,NULL,1,1);
INSERT INTO "live_livesession" VALUES(3,'Uuk-NiH3YQZd','Still to come','2027-01-14','full','{"before-you-begin": 0, "what-is-in-this-workshop": 1, "partnership-working-outside-the-home": 1, "contextual-safeguarding-is-ecological": 1, "creating-safety": 2, "behaviour-based-or-ecological": 10, "what-is-behind-these-approaches": 3, "in-summary": 3, "what-is-the-problem": 2, "going-deeper": 2, "group-exercise.talk": 20, "group-exercise.feedback": 10, "next-steps": 5, "close": 0}',60,'',0,90,'064814',1,'VLRZlf42J8mqSZ8Rbe78Tw','RJJpXnGaHSty_MCBurfx7A','lobby',1,'',0,'2026-11-25 10:29:04.281295',NULL,NULL,NULL,1,1);
CREATE TABLE "live_participant" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token_hash" varchar(64) NOT NULL UNIQUE, "agency" varchar(20) NOT NULL, "joined_at" datetime NOT NULL, "removed_at" datetime NULL, "move_hash" varchar(64) NOT NULL, "move_ends_at" datetime NULL, "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "live_participant" VALUES(1,'96acdcefa2afc78d9327e1a9729ef5f043cb9ebee30eeaa145b9cc9a643e4fa1','','2026-11-25 10:29:03.317935',NULL,'',NULL,1);
INSERT INTO "live_participant" VALUES(2,'1d71f3db89e4ead2f436869eb08f7324844ba706562128cce8091e56aff7379c','','2026-11-25 10:29:03.326270',NULL,'',NULL,1);
INSERT INTO "live_participant" VALUES(3,'24417ab1f73f3a5835e34317337d4333fe2390f41ee6fec287f4b5e7a4fb3d6e','','2026-11-25 10:29:03.391440',NULL,'',NULL,1);
INSERT INTO "live_participant" VALUES(4,'3ddf80519073c4226536094dbe506ca445034c324deb4d6ed110a76eaa046eda','','2026-11-25 10:29:03.396589',NULL,'',NULL,1);
INSERT INTO "live_participant" VALUES(5,'b22463561634deb8f1633d84634e0af1651d2b3239f261335733cfc71e7bda14','','2026-11-25 10:29:03.405541',NULL,'',NULL,1);
INSERT INTO "live_participant" VALUES(6,'d9f198ff990b92ce529ea8da6a1488f20500b765354102d47efcb9d2c042fc75','','2026-11-25 10:29:03.418867',NULL,'',NULL,1);
INSERT INTO "live_participant" VALUES(7,'51dd7cc08922684b68cdbbf6e225a3d7306dbe710398e67835386d3e7f868485','','2026-11-25 10:29:03.980685',NULL,'',NULL,2);
INSERT INTO "live_participant" VALUES(8,'e5abeecc6f59abd1ad00df57919ab15e451a3a7ca296798253510ead052bf090','','2026-11-25 10:29:03.991007',NULL,'',NULL,2);
INSERT INTO "live_participant" VALUES(9,'7b1624f96d4ed8c41ff564a77ce90900623badb10b336e3a59e12a5843dcac40','','2026-11-25 10:29:03.993971',NULL,'',NULL,2);
CREATE TABLE "live_signinlink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token_hash" varchar(64) NOT NULL UNIQUE, "ends_at" datetime NOT NULL, "used_at" datetime NULL, "user_id" bigint NOT NULL REFERENCES "workshop_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "live_sliderun" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slide_key" varchar(80) NOT NULL, "phase" varchar(10) NOT NULL, "step" smallint unsigned NOT NULL CHECK ("step" >= 0), "entered_at" datetime NULL, "ends_at" datetime NULL, "seconds" real NOT NULL, "extra" smallint NOT NULL, "opened_at" datetime NULL, "closes_at" datetime NULL, "shown_at" text NOT NULL CHECK ((JSON_VALID("shown_at") OR "shown_at" IS NULL)), "live_id" bigint NOT NULL REFERENCES "live_livesession" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "slide_run_once" UNIQUE ("live_id", "slide_key"));
INSERT INTO "live_sliderun" VALUES(1,'before-you-begin','shown',0,NULL,'2026-11-25 10:29:02.271335',1.150634,0,NULL,NULL,'{}',1);
INSERT INTO "live_sliderun" VALUES(2,'creating-safety','closed',0,NULL,'2026-11-25 10:31:03.421969',0.237882,0,'2026-11-25 10:29:03.475086','2026-11-25 10:30:03.475086','{}',1);
INSERT INTO "live_sliderun" VALUES(3,'before-you-begin','shown',0,NULL,'2026-11-25 10:29:03.937515',0.065095,0,NULL,NULL,'{}',2);
INSERT INTO "live_sliderun" VALUES(4,'creating-safety','open',0,'2026-11-25 10:29:04.002610','2026-11-25 10:31:04.002610',0.0,0,'2026-11-25 10:29:04.057882','2026-11-25 10:30:04.057882','{}',2);
CREATE TABLE "workshop_deck" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(80) NOT NULL, "title" varchar(200) NOT NULL, "digest" varchar(64) NOT NULL, "is_current" bool NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "loaded_at" datetime NOT NULL, CONSTRAINT "deck_edition_once" UNIQUE ("slug", "digest"));
INSERT INTO "workshop_deck" VALUES(1,'hymn-sheet','Contextual safeguarding when agencies work together','0d1369f8942bcbbdb24d42361e02cb0665528380e0e590e02152f8f07e1d198b',1,'{"subtitle": "Singing from the same hymn sheet?", "language": "en-GB", "version": 1, "summary": "A team workshop for people from different agencies. It looks at whether your responses try to change young people''s behaviour or the places around them.", "audience": "Teams, meetings and partnerships that respond to harm outside the home. One agency can also use it to look at how it works with its partners.", "facilitators": {"min": 1, "max": 2}, "planned_minutes": {"min": 45, "max": 60}, "source_minutes_total": 63, "slide_count": 25, "briefing": "briefing.md", "handout": "infographic.md", "examples": "examples.toml", "glossary": "glossary.toml", "privacy_reminder": "Talk about how you work, not about who you work with. Do not say or type the name of a child, family or case, or any detail that could point to them.", "plans": [{"key": "full", "title": "60 minute plan", "field": "minutes_full", "total": 60, "default": true, "note": "The facilitators read slide 1 before the clock starts. Slides 8 and 9 are each 1 minute shorter than in the original deck. All activities keep their full time."}, {"key": "short", "title": "45 minute plan", "field": "minutes_short", "total": 45, "default": false, "note": "Slides 7 to 10 are quicker. Talk about the approaches lasts 6 minutes. The group exercise has 15 minutes to talk and 7 minutes to feed back. Next steps keeps its full 5 minutes."}, {"key": "source", "title": "Times in the original deck", "field": "minutes", "total": 63, "default": false, "note": "These are the times printed on the original slides. They add up to 63 minutes, which is 3 more than the longest session the deck plans for."}], "cues": [{"key": "read-aloud", "label": "Read aloud", "meaning": "Read the words on this slide to everyone."}, {"key": "activity", "label": "Activity", "meaning": "People have something to do on this slide."}, {"key": "discussion", "label": "Discussion", "meaning": "Give people time to talk this through."}], "barriers": {"prompt": "Keep a note of what gets in the way", "help": "Some things make it hard to talk like this. Note them down when you notice them. Pick a tag, then add a few words if you want to.", "asked_on": "going-deeper", "collect_clock": "group-exercise", "return_on": "next-steps", "tags": [{"key": "time", "label": "Time", "hint": "Too little time to stop and think."}, {"key": "space", "label": "Space", "hint": "Nowhere that feels right for this kind of talk."}, {"key": "culture", "label": "Culture", "hint": "How things are usually done round here."}, {"key": "power", "label": "Power", "hint": "Some people or agencies count for more than others."}, {"key": "other", "label": "Other", "hint": "Anything else. Say what it is."}]}, "credits": {"statement": "The workshop activity and its briefing were created by Rachael Owens and Jenny Lloyd of the Contextual Safeguarding programme at Durham University. They are based on their research. All the wording in this app is our own adaptation. The authors and the university did not write it or approve it.", "website": "https://www.contextualsafeguarding.org.uk", "sources": [{"key": "owens-lloyd-2023", "kind": "article", "authors": "Rachael Owens and Jenny Lloyd", "year": 2023, "title": "From behaviour-based to ecological: Multi-agency partnership responses to extra-familial harm", "published_in": "Journal of Social Work", "doi": "10.1177/14680173231162553", "url": "https://doi.org/10.1177/14680173231162553", "used_for": "Research findings, figures and examples."}, {"key": "workshop", "kind": "workshop activity", "authors": "Rachael Owens and Jenny Lloyd", "title": "Contextual Safeguarding in Multi-Agency Working", "published_in": "Contextual Safeguarding programme, Durham University", "used_for": "The structure, order, times, scenario, approaches and questions of this deck."}, {"key": "briefing", "kind": "briefing", "authors": "Rachael Owens and Jenny Lloyd", "year": 2023, "title": "Singing from the same hymn sheet? What happens when multi-agency partners apply Contextual Safeguarding?", "published_in": "Contextual Safeguarding programme, Durham University", "used_for": "The facilitator briefing, the examples and the handout."}, {"key": "next-chapter-2024", "kind": "report", "authors": "Contextual Safeguarding", "year": 2024, "title": "The Next Chapter: An update on the Contextual Safeguarding framework", "published_in": "Durham University", "used_for": "The four domains, the six values and some examples and glossary terms."}, {"key": "diaz-wilson-2020", "kind": "blog post", "authors": "Clive Diaz and Nat Wilson", "year": 2020, "title": "The Challenges and Opportunities of Implementing Contextual Safeguarding in Practice", "published_in": "Blog, posted 23 April 2020", "used_for": "Two of the practice examples."}]}}','2026-11-25 10:29:02.255417');
CREATE TABLE "workshop_questionset" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" smallint unsigned NOT NULL CHECK ("number" >= 0), "key" varchar(80) NOT NULL, "title" varchar(200) NOT NULL, "who_for" text NOT NULL, "tip" text NOT NULL, "deck_id" bigint NOT NULL REFERENCES "workshop_deck" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "question_set_key_once" UNIQUE ("deck_id", "key"));
INSERT INTO "workshop_questionset" VALUES(1,1,'meetings-and-panels','Multi-agency meetings and panels','Use this set to look at issues that come up in your meetings or panels.','Ask people to keep one real meeting in mind as they answer. The MACE panel is an example.',1);
INSERT INTO "workshop_questionset" VALUES(2,2,'teams-and-co-working','Multi-agency teams and co-working','Use this set to look at the issues you meet when agencies share a team or do joint work.','Ask people to think about a piece of joint work they did with other agencies not long ago.',1);
INSERT INTO "workshop_questionset" VALUES(3,3,'extra-familial-harm','Extra-familial harm','Use this set if you want to go further, and ask how these issues link to different kinds of harm and risk.','Ask people to pick one recent time when the partnership worked together, and to be specific.',1);
INSERT INTO "workshop_questionset" VALUES(4,4,'senior-leaders','Senior leaders','Use this set to help senior leaders work out what this means for strategy.','Ask people to pick one clear, recent example of agencies doing joint work in partnership.',1);
CREATE TABLE "workshop_slide" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" smallint unsigned NOT NULL CHECK ("number" >= 0), "key" varchar(80) NOT NULL, "kind" varchar(30) NOT NULL, "title" varchar(200) NOT NULL, "cue" varchar(20) NOT NULL, "minutes" smallint unsigned NOT NULL CHECK ("minutes" >= 0), "minutes_full" smallint unsigned NOT NULL CHECK ("minutes_full" >= 0), "minutes_short" smallint unsigned NOT NULL CHECK ("minutes_short" >= 0), "instructions" text NOT NULL, "body" text NOT NULL, "clock" varchar(80) NOT NULL, "question_set" varchar(80) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "deck_id" bigint NOT NULL REFERENCES "workshop_deck" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "slide_number_once" UNIQUE ("deck_id", "number"), CONSTRAINT "slide_key_once" UNIQUE ("deck_id", "key"));
INSERT INTO "workshop_slide" VALUES(1,1,'before-you-begin','content','Before you begin','read-aloud',1,0,0,'This bar tells the facilitator what to do. Check that the facilitators have read the briefing, and that everyone knows what the three symbols mean.','This workshop is for people from different agencies who are starting to use contextual safeguarding. It gives you time to think about what that means for the way you work together.

- Do it as a team. You can have several agencies in the room. Or one agency can use it to look at how it works with its partners.
- Allow 45 to 60 minutes.
- We suggest that you choose 1 or 2 people to lead it. They are the facilitators. It helps if they read the briefing first.
- Every slide says roughly how long to spend on it. Look in the bottom left corner.
- A symbol on each slide shows the facilitator what to do: **read aloud**, **activity** or **discussion**.
- The bar along the bottom has notes for the facilitator.
','','','{"instructions_from": "source", "projector": {"lead": "For agencies starting to use contextual safeguarding together.", "points": ["Do this as a team, with several agencies or with one.", "Allow 45 to 60 minutes, with 1 or 2 facilitators to lead it.", "Three symbols guide the facilitator: **read aloud**, **activity** and **discussion**."]}}',1);
INSERT INTO "workshop_slide" VALUES(2,2,'what-is-in-this-workshop','content','What we will do','read-aloud',1,1,1,'Read the four parts aloud. Say when you plan to finish.','There are four parts.

1. A short start: what contextual safeguarding is, and why people work in partnership.
2. An exercise on two kinds of approach: ''behaviour-based'' and ''ecological''.
3. A group activity about the approaches that your services or partnerships use.
4. Time to write action points: for you, for your team or meeting, and for your wider organisation.
','','','{"instructions_from": "app", "projector": {"points": ["**A short start:** contextual safeguarding, and why people work in partnership.", "**An exercise:** ''behaviour-based'' and ''ecological''.", "**In groups:** the approaches that you use.", "**Action points:** for you, your team or meeting, and your organisation."]}}',1);
INSERT INTO "workshop_slide" VALUES(3,3,'partnership-working-outside-the-home','content','Working together outside the home','read-aloud',1,1,1,'Read this aloud. Check that everyone knows what ''extra-familial harm'' means before you move on.','- Some children come to harm outside their family. The name for this is **extra-familial harm**. Now social workers are being asked to treat it as a welfare and safeguarding matter.
- For social work, going beyond the home is quite new. For other partners, such as youth workers and the police, it is part of the normal job.
- So it is sensible for partners to join up.
- There has been a push in recent years for stronger multi-agency working. The push has been strongest after serious case reviews.
','','','{"instructions_from": "app", "projector": {"points": ["**Extra-familial harm** happens outside the family. It is now a safeguarding matter.", "Quite new for social work. Everyday work for youth workers and police.", "So it is sensible to **join up**. Serious case reviews strengthened the push."]}}',1);
INSERT INTO "workshop_slide" VALUES(4,4,'contextual-safeguarding-is-ecological','content','Contextual safeguarding is ecological','read-aloud',1,1,1,'Read this aloud. You will explain the word ''ecological'' more fully after the exercise.','- Contextual safeguarding is one way to respond to extra-familial harm. It asks people who work with children to do so in partnership.
- Partners act together to make places beyond the home safer. They go to where the harm is. That could be online, in a park or at a school.
- Workers are asked to change the **social conditions** in those places that allow harm and abuse. That makes the approach an ecological one.
- It is not how things are usually done. The usual response to extra-familial harm is to try to change how the people affected behave. Their surroundings stay the same.
','','','{"instructions_from": "app", "projector": {"points": ["Partners act together, where harm happens, to make those places safer.", "They try to change the **social conditions** that allow harm and abuse.", "The usual response tries to change how the people affected behave."]}}',1);
INSERT INTO "workshop_slide" VALUES(5,5,'creating-safety','vote','Creating safety','activity',2,2,2,'Read the scenario aloud. Then allow 1 quiet minute. Each person works alone and picks the 3 approaches that they feel would do most to keep the girl safe. Ask people to go with their first thoughts.','Pick your **top 3**. Work on your own for 1 minute. Go with your first thoughts.
','','','{"instructions_from": "source", "projector": {"scenario_short": "It is 11 at night. A girl of 17 is walking home, texting a friend. Her short cut is a dark alley."}, "vote": {"scenario": "It is 11 o''clock at night. A girl of 17 is on her way home on foot, and she is texting a friend as she goes. She decides to take a short cut through a dark alley.", "question": "What would help to make her safer?", "pick": 3, "quiet_minutes": 1, "alone": true, "hint": "Go with your first thoughts.", "options": [{"number": 1, "label": "Taking a taxi home rather than walking", "short": "Taking a taxi", "approach": "behaviour-based"}, {"number": 2, "label": "Carrying a rape alarm", "short": "Carrying a rape alarm", "approach": "behaviour-based"}, {"number": 3, "label": "Having more youth workers in the area", "short": "More youth workers", "approach": "ecological"}, {"number": 4, "label": "Putting more lighting along the route", "short": "More lighting", "approach": "ecological"}, {"number": 5, "label": "Going without headphones", "short": "No headphones", "approach": "behaviour-based"}, {"number": 6, "label": "A local campaign that asks residents and businesses to look out for anyone who is out late at night, and to check that they are all right", "short": "Residents and businesses looking out", "approach": "ecological"}, {"number": 7, "label": "Staying in", "short": "Staying in", "approach": "behaviour-based"}, {"number": 8, "label": "Walking home with friends", "short": "Walking with friends", "approach": "both"}, {"number": 9, "label": "Encouraging her to wear clothes that will not draw attention", "short": "Changing what she wears", "approach": "behaviour-based"}, {"number": 10, "label": "A campaign to teach people not to harass women", "short": "A campaign against harassment", "approach": "ecological"}, {"number": 11, "label": "Drinking only in moderation", "short": "Drinking in moderation", "approach": "behaviour-based"}]}}',1);
INSERT INTO "workshop_slide" VALUES(6,6,'behaviour-based-or-ecological','reveal','Behaviour-based or ecological?','discussion',10,10,6,'Read the introduction aloud. Keep the two lists hidden while people talk about what they picked. Go back to the 11 approaches. Ask which ones seem behaviour-based to people, and which seem ecological. Show the lists. Then talk about the question in bold, all together.','Some of these approaches are mainly about changing what the young person at risk does. These are **behaviour-based**.

Others are mainly about changing the place or the context around her, so that harm is less likely. These are **ecological**.
','','','{"instructions_from": "source", "short_tip": "In the 45 minute plan, allow 2 minutes to talk about people''s picks, 1 to show the lists, and 3 for the question in bold.", "reveal": {"vote": "creating-safety", "discussion_question": "What is good about each kind of approach, and what is difficult about it?", "steps": ["Read the introduction aloud.", "Before you show the lists, ask people to talk about what they picked.", "Look again at the 11 approaches. Say which seem behaviour-based to you, and which seem ecological.", "Show the lists.", "Come together to talk about the question in bold."], "behaviour_based": [1, 2, 5, 7, 8, 9, 11], "ecological": [3, 4, 6, 8, 10], "both_note": "Number 8 is in both lists. It changes what she does, and it changes who is around her.", "care_note": "Some of the ideas in the list ask the girl to limit her life. Talk about them with care. The person who causes harm is to blame for it. She is not."}}',1);
INSERT INTO "workshop_slide" VALUES(7,7,'what-is-behind-these-approaches','content','What lies behind each approach?','read-aloud',3,3,2,'Read this aloud. Leave a pause after the example about age.','- How do you explain social problems? You might see the **environment** as the main cause. Or you might see the **choices** people make as the main cause.
- Do you think we all have an equal say in what happens to us? Or does our environment shape and decide it?
- Perhaps you think it is some of each: people choose, but the world around them has an influence. Even so, you might lean one way. Which way can depend on how old someone is, what they are going through, or the kind of environment they live in.
- Picture a child of 8 who is carrying drugs. You would probably say the child was being exploited. If the young person was 17, you might say it was their choice.
- Research looked at what partnerships do about extra-familial harm. When they step in to protect young people, they tend to look more at teenagers'' choices, and less at how to change the world around them (Owens and Lloyd, 2023).
','','','{"instructions_from": "app", "projector": {"points": ["What mainly causes social problems: the **environment**, or people''s **choices**?", "How equal a say do we have in what happens to us?", "A child of 8 carries drugs: exploited? At 17: a choice?", "Partnerships tend to look more at teenagers'' choices than surroundings (Owens and Lloyd, 2023)."]}}',1);
INSERT INTO "workshop_slide" VALUES(8,8,'in-summary','content','In summary','read-aloud',4,3,2,'Read the two meanings aloud, then the example. Ask if anyone wants to check what a word means.','**Ecological approaches** try to change what is around a person. That means their environment, their context or the structures they live within.

**Behaviour-based approaches** try to change how one person behaves. They do it with rewards or punishments, or by changing what the person believes.

### An example

A young person is found with a knife. They say they had it because the walk home from school does not feel safe.

- **Behaviour-based:** help them choose to leave the knife behind. A weapons awareness programme is one method.
- **Ecological:** find out what made the walk feel unsafe, then change that. Having more safe adults along the way is one method.
','','','{"instructions_from": "app", "projector": {"points": ["**Ecological approaches** try to change what surrounds a person: environment, context, structures.", "**Behaviour-based approaches** use rewards, punishments or beliefs to change what someone does."], "example": {"situation": "A young person has a knife. The walk home feels unsafe.", "behaviour_based": "Help them choose to leave the knife, through weapons awareness.", "ecological": "Make the walk feel safe, with more safe adults along it."}}}',1);
INSERT INTO "workshop_slide" VALUES(9,9,'what-is-the-problem','content','So what is the problem?','read-aloud',3,2,2,'Read this aloud. Make it clear that no agency is on trial.','- A mix of approaches may be fine, as long as you know why you chose it.
- The trouble is how far behaviour-based approaches **dominate**. It is true across services: the police, education, youth offending and social care, for example.
- So most of us do not notice that we are picking them over ecological ones.
- Some of us do notice, and want to work ecologically. But when one approach is so strong, it is hard to do something else.
- Contextual safeguarding is ecological.
- To use it well, we need ecological ways to develop our responses. They should try to make young people''s environment safer, and not only try to change what young people do.
','','','{"instructions_from": "app", "projector": {"points": ["A mix may be fine, if you know why you chose it.", "But behaviour-based approaches **dominate** across services, and most of us do not notice.", "When one approach is so strong, others are harder.", "Contextual safeguarding is ecological: it needs responses that make places safer."]}}',1);
INSERT INTO "workshop_slide" VALUES(10,10,'going-deeper','content','Going deeper','read-aloud',2,2,1,'Read this aloud. Show people where to note down what makes this hard.','The next exercises help you reflect on how your service or partnership uses the two approaches.

- You will start to see **what your use of each one is based on**. It could be whatever is driving the harm in a place. Or it could be young people''s ages, the type of harm, or some other circumstance.
- You will become more aware that **agencies can differ**. Some may use the two approaches in another way to you. You can look at how this affects the work of the whole team, service or partnership.

**As you go, note down whatever makes it hard to talk like this.** It might be time, space, culture, power or something else.
','','','{"instructions_from": "app", "barriers": true, "projector": {"lead": "How does your service or partnership use the two approaches?", "points": ["What is your use of each one **based on**? Place, age, type of harm?", "**Agencies can differ.** How does that affect the whole team or service?", "**Note what gets in the way:** time, space, culture, power, anything else."]}}',1);
INSERT INTO "workshop_slide" VALUES(11,11,'introducing-the-exercises','choice-of-question-set','Choose your questions','activity',30,30,22,'People will be asked to be honest about how it really is to work with other agencies. So form smaller groups, and let people be with others they trust. Think about what would help them feel safe enough emotionally to reflect critically. Tell the groups they have 20 minutes to talk and then 10 minutes to feed back. After that you will go on to ''Next steps''. Each set has two slides of questions.','There are four sets of questions. Decide which set you will use before you start.

1. **Multi-agency meetings and panels.** For issues that come up in a meeting or a panel.
2. **Multi-agency teams and co-working.** For the issues you meet when you share a team or do joint work.
3. **Extra-familial harm.** For people who want to go further, and ask how these issues link to different kinds of harm and risk.
4. **Senior leaders.** To help senior leaders work out what this means for strategy.
','group-exercise','','{"instructions_from": "source", "instructions_short": "People will be asked to be honest about how it really is to work with other agencies. So form smaller groups, and let people be with others they trust. Think about what would help them feel safe enough emotionally to reflect critically. Tell the groups they have 15 minutes to talk and then 7 minutes to feed back. After that you will go on to ''Next steps''. Each set has two slides of questions.", "short_tip": "In the 45 minute plan, let each group start with the questions that matter most to them. Nobody has to finish them all.", "choices": ["meetings-and-panels", "teams-and-co-working", "extra-familial-harm", "senior-leaders"], "projector": {"lead": "There are four sets. Which one will you use?", "points": ["**Meetings and panels:** issues that come up there.", "**Teams and co-working:** shared teams and joint work.", "**Extra-familial harm:** different kinds of harm and risk.", "**Senior leaders:** what this means for strategy."]}, "split": {"minutes_full": {"discussion": 20, "feedback": 10}, "minutes_short": {"discussion": 15, "feedback": 7}, "minutes": {"discussion": 20, "feedback": 10}}}',1);
INSERT INTO "workshop_slide" VALUES(12,12,'section-meetings-and-panels','section','Multi-agency meetings and panels','activity',0,0,0,'Check that each group can see the questions, then start the clock.','','group-exercise','meetings-and-panels','{"instructions_from": "app", "subtitle": "Group exercise", "projector": {"points": ["For issues that come up in your meetings or panels.", "Keep **one real meeting** in mind. The MACE panel is an example.", "Please don''t name a child, a family or a case."]}}',1);
INSERT INTO "workshop_slide" VALUES(13,13,'meetings-who-and-voice','questions','Who is there, and who is heard','discussion',0,0,0,'Ask people to keep one real meeting in mind as they answer. The MACE panel is an example. The questions carry on to the next slide.','','group-exercise','meetings-and-panels','{"part": 1, "pace": 10, "pace_short": 8, "instructions_from": "source", "blocks": [{"key": "who", "heading": "Who is in your meeting?", "questions": ["List every agency or organisation that comes to your meeting or panel.", "Take each one in turn and talk about its professional training. How much do you think it is about behaviour-based ways to understand problems and respond to them? How much is about ecological ways?", "Who in your meeting is most skilled or most able to think and work ecologically? Why is that?"], "short": ["List every agency that comes to your meeting or panel.", "How behaviour-based or ecological is their training?", "Who is best able to think and work ecologically? Why?"]}, {"key": "voice", "heading": "Whose voice counts?", "questions": ["Go back in your mind to your last meeting. Which agencies said the most? Which said the least, or were not there at all?", "When people in a meeting disagree, how do you choose what to do? Do you go with the agencies or people who know about ecological approaches? If you do not, why not?", "Be as honest as you can. How do these things affect who speaks, and who sways decisions, in your meetings?\n\n- Whether someone is in uniform\n- Whether work outside the home is familiar to their agency\n- Their gender\n- Their job title\n\nWhat else belongs on this list?"], "short": ["Last time, which agencies said most? Which said least, or were not there?", "If people disagree, do you go with ecological experts?", "How do uniform, gender, job title or familiarity with this work affect who is heard?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(14,14,'meetings-culture-and-change','questions','Culture and change','discussion',0,0,0,'Keep the same meeting in mind. When the time to talk is over, bring everyone back to share.','','group-exercise','meetings-and-panels','{"part": 2, "pace": 10, "pace_short": 7, "feedback_after": true, "instructions_from": "app", "blocks": [{"key": "culture", "heading": "What is the culture like?", "questions": ["How does it feel to sit in these meetings? Is it all right for people to be unsure, or to have no answer to a problem? If it is not, why is that?", "Are you able to question one another and think about other options?", "Remember a meeting where you did not agree with someone. You may have kept quiet about it and only disagreed inside your head. How was that for you? Were you able to speak up? What can you learn from it about the meeting''s atmosphere and culture?"], "short": ["How do meetings feel? Is it all right to be unsure?", "Can you question each other and weigh up options?", "Recall a time you disagreed. Could you speak up? What does it show?"]}, {"key": "change", "heading": "What needs to change?", "questions": ["A situation might need a behaviour-based approach or an ecological one. What could help you, as a group, to tell which?", "Look at the assessments, plans and responses you use now. Could you adapt any of them to be more ecological? What would it take?", "Who can help you to make ecological responses a reality? For example, who could speak to commissioners?"], "short": ["What could help you tell which approach is needed?", "How could assessments, plans and responses be more ecological?", "Who can help make ecological responses a reality?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(15,15,'section-teams-and-co-working','section','Multi-agency teams and co-working','activity',0,0,0,'Check that each group can see the questions, then start the clock.','','group-exercise','teams-and-co-working','{"instructions_from": "app", "subtitle": "Group exercise", "projector": {"points": ["For issues you meet in a shared team or joint work.", "Think about **one recent piece of joint work** with other agencies.", "Please don''t name a child, a family or a case."]}}',1);
INSERT INTO "workshop_slide" VALUES(16,16,'teams-who-and-voice','questions','Who is there, and who is heard','discussion',0,0,0,'Ask people to think about a piece of joint work they did with other agencies not long ago. The questions carry on to the next slide.','','group-exercise','teams-and-co-working','{"part": 1, "pace": 10, "pace_short": 8, "instructions_from": "source", "blocks": [{"key": "who", "heading": "Who is in your team or partnership?", "questions": ["List every agency or organisation in your team, or in your co-working.", "Take each one in turn and talk about its professional training. How much do you think it is about behaviour-based ways to understand problems and respond to them? How much is about ecological ways?", "In your team or co-working, who do you think knows most about working ecologically?"], "short": ["List every agency in your team or co-working.", "How behaviour-based or ecological is their training?", "Who knows most about working ecologically?"]}, {"key": "voice", "heading": "Whose voice counts?", "questions": ["Think about influence in your team. Which agencies hold the most?", "Do those who are experts in ecological approaches get priority, or not?", "Be as honest as you can. Do any of these things affect how agencies get on with each other, and who has the most influence in your team?\n\n- Whether someone is in uniform\n- Whether work outside the home is familiar to their agency\n- Their gender\n- Their job title\n\nWhat else belongs on this list?"], "short": ["Which agencies hold the most influence in your team?", "Do experts in ecological approaches get priority?", "Do uniform, gender, job title or familiarity with this work affect who has influence?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(17,17,'teams-work-and-change','questions','Your work, and what could change','discussion',0,0,0,'Keep the same joint work in mind. When the time to talk is over, bring everyone back to share.','','group-exercise','teams-and-co-working','{"part": 2, "pace": 10, "pace_short": 7, "feedback_after": true, "instructions_from": "app", "blocks": [{"key": "work", "heading": "What does your work include?", "questions": ["Write down some of the responses that your team or co-working partnership gives to young people.", "Look at each one. Is it aimed at how young people behave? Or does it set out to change their environment or context?", "Pick out one response that is behaviour-based. What beliefs does it rest on? Do you share them? What would the rest of your team say? What might young people think? Take a ''knife carrying awareness programme'', for example. It rests on the belief that young people will decide against carrying a knife once they know more about the dangers."], "short": ["List some of your team''s responses to young people.", "Is each one aimed at behaviour, or at context?", "Pick a behaviour-based one. What beliefs does it rest on? Do you share them?"]}, {"key": "change", "heading": "What needs to change?", "questions": ["What could help your team to tell when it needs a behaviour-based approach, and when an ecological one?", "How could you adapt the assessments, plans and responses you have now, so that they become more ecological?", "Who can help you to make ecological responses a reality? For example, who could speak to commissioners?"], "short": ["What could help you tell which approach is needed?", "How could assessments, plans and responses be more ecological?", "Who can help make ecological responses a reality?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(18,18,'section-extra-familial-harm','section','Extra-familial harm','activity',0,0,0,'Check that each group can see the questions, then start the clock.','','group-exercise','extra-familial-harm','{"instructions_from": "app", "subtitle": "Group exercise", "projector": {"points": ["To go further: how do these issues link to different kinds of harm?", "Pick **one recent time** the partnership worked together. Be specific.", "Please don''t name a child, a family or a case."]}}',1);
INSERT INTO "workshop_slide" VALUES(19,19,'harm-who-and-voice','questions','Who is there, and who is heard','discussion',0,0,0,'Ask people to pick one recent time when the partnership worked together, and to be specific. The questions carry on to the next slide.','','group-exercise','extra-familial-harm','{"part": 1, "pace": 10, "pace_short": 8, "instructions_from": "source", "blocks": [{"key": "who", "heading": "Who is in your partnership?", "questions": ["List every agency or organisation in your partnership.", "Take each one in turn and talk about its professional training. How much do you think it is about behaviour-based ways to understand problems and respond to them? How much is about ecological ways?", "In your team or co-working, who do you think knows most about working ecologically?"], "short": ["List every agency in your partnership.", "How behaviour-based or ecological is their training?", "Who knows most about working ecologically?"]}, {"key": "voice", "heading": "Whose voice counts?", "questions": ["Think about influence in your partnership. Which agencies hold the most? What kinds of response do people see as the most ''robust''?", "Do those who are experts in ecological approaches get priority, or not?", "Be as honest as you can. How do these things affect the way agencies get on with each other, and who has the most influence in your partnership?\n\n- Whether someone is in uniform\n- Whether work outside the home is familiar to their agency\n- Their gender\n- Their job title\n\nWhat else belongs on this list?"], "short": ["Who has most influence? Which responses seem most ''robust''?", "Do experts in ecological approaches get priority?", "Do uniform, gender, job title or familiarity with this work affect who has influence?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(20,20,'harm-risk-and-needs','questions','Risk, and what you need','discussion',0,0,0,'Keep the same example in mind. When the time to talk is over, bring everyone back to share.','','group-exercise','extra-familial-harm','{"part": 2, "pace": 10, "pace_short": 7, "feedback_after": true, "instructions_from": "app", "blocks": [{"key": "risk", "heading": "What kinds of risk do you work with?", "questions": ["List the main kinds of risk and harm that you respond to as a partnership.", "Is most of your work with high-risk situations? Or is it nearer the lower end of the scale?", "Think about types of harm (child sexual exploitation, or CSE, is one) and levels of risk (''significant'' is one). Which of them usually get a traditional response? Which are more likely to get a newer or more creative one? Why do you think that is?"], "short": ["List the main kinds of risk and harm you respond to.", "Is your work mostly high-risk, or nearer the low end?", "Which harms and risk levels get traditional responses? Which get creative ones? Why?"]}, {"key": "needs", "heading": "Are you getting what you need?", "questions": ["Work on harm outside the home brings worries and other feelings. Where do the people in your partnership share these and think about them?", "Does the wider organisation support you to try out new, creative ways to tackle extra-familial harm?", "What would it take for your partnership to come up with ecological responses?"], "short": ["Where do people share the worries this work brings?", "Does the wider organisation support you to try new, creative ways?", "What would it take to develop ecological responses?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(21,21,'section-senior-leaders','section','Senior leaders','activity',0,0,0,'Check that each group can see the questions, then start the clock.','','group-exercise','senior-leaders','{"instructions_from": "app", "subtitle": "Group exercise", "projector": {"points": ["To work out what this means for strategy.", "Pick **one clear, recent example** of agencies working in partnership.", "Please don''t name a child, a family or a case."]}}',1);
INSERT INTO "workshop_slide" VALUES(22,22,'leaders-who-and-voice','questions','Who is there, and who is heard','discussion',0,0,0,'Ask people to pick one clear, recent example of agencies doing joint work in partnership. The questions carry on to the next slide.','','group-exercise','senior-leaders','{"part": 1, "pace": 10, "pace_short": 8, "instructions_from": "source", "blocks": [{"key": "who", "heading": "Who is in your partnership?", "questions": ["List every agency or organisation in the multi-agency partnership.", "Take each one in turn and talk about its professional training. How much do you think it is about behaviour-based ways to understand problems and respond to them? How much is about ecological ways?", "Think about the teams, meetings and co-working that you oversee. Who do you think knows most about working ecologically?"], "short": ["List every agency in the partnership.", "How behaviour-based or ecological is their training?", "Across the teams and meetings you oversee, who knows most about working ecologically?"]}, {"key": "voice", "heading": "Whose voice counts?", "questions": ["Think about influence in your partnership. Which agencies hold the most?", "Do those who are experts in ecological approaches get priority, or not?", "Be as honest as you can. Do any of these things affect how agencies get on with each other, and who has the most influence in your partnerships?\n\n- Whether someone is in uniform\n- Whether work outside the home is familiar to their agency\n- Their gender\n- Their job title\n\nWhat else belongs on this list?"], "short": ["Which agencies hold the most influence?", "Do experts in ecological approaches get priority?", "Do uniform, gender, job title or familiarity with this work affect who has influence?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(23,23,'leaders-commissioning-and-system','questions','Commissioning and system change','discussion',0,0,0,'Keep the same example in mind. When the time to talk is over, bring everyone back to share.','','group-exercise','senior-leaders','{"part": 2, "pace": 10, "pace_short": 7, "feedback_after": true, "instructions_from": "app", "blocks": [{"key": "commissioning", "heading": "What are your commissioning priorities?", "questions": ["Do the services you commission put behaviour-based methods first, or do they work ecologically?", "You may measure change for each child. What frameworks could you develop to measure change in the social conditions of harm too?", "Behaviour-based responses have been around for a long time. Ecological ones are much newer. Because of that they take longer, probably cost more and can make people anxious, among other things. When you commission ecological responses, do you allow for this? If not, will you?"], "short": ["Do services you commission put behaviour-based methods first, or work ecologically?", "How could you measure change in social conditions?", "Ecological responses are newer, slower and may cost more. Do you allow for this?"]}, {"key": "system", "heading": "What change does the system need?", "questions": ["Practitioners and managers need to feel free to try new things. How can you build a culture like that?", "What gets in the way?", "Is there anyone else in your organisation who can help?"], "short": ["How can you build a culture of trying new things?", "What gets in the way?", "Who else in the organisation could help?"]}]}',1);
INSERT INTO "workshop_slide" VALUES(24,24,'next-steps','next-steps','Next steps','activity',5,5,5,'Give people time to write for themselves first. Then agree the team''s part together, with a date. Look back at the notes on what makes this hard.','Plan what happens next at three levels: you, your team or meeting, and your organisation.
','','','{"instructions_from": "app", "projector": {"points": ["Write for yourself first.", "Then agree the team''s part together, with a date."], "columns": [{"level": "you", "heading": "You", "prompts": ["What is the most important thing you have learned?", "Write three action points."]}, {"level": "team", "heading": "Team or meeting", "prompts": ["How will you build a shared vision?", "Agree a date, three action points and time to reflect."]}, {"level": "organisation", "heading": "Organisation", "prompts": ["How could it help your multi-agency work to grow?", "Who can you tell, and how?"]}]}, "levels": [{"key": "you", "heading": "You", "shared": false, "prompts": ["What is the most important thing you have learned today?", "Write a short reflection. Then write three action points."], "fields": [{"key": "reflection", "label": "My reflection", "type": "long-text"}, {"key": "action_points", "label": "My action points", "type": "list", "count": 3}]}, {"key": "team", "heading": "Your team or meeting", "shared": true, "prompts": ["Think about what you have learned. How can your team or meeting build a shared vision for its response to extra-familial harm?", "Set a time, soon, to talk about this together. Agree three action points.", "Do not forget to make critical reflection part of the plan."], "fields": [{"key": "shared_vision", "label": "How we will build a shared vision", "type": "long-text"}, {"key": "follow_up_date", "label": "When we will meet to talk about this", "type": "date"}, {"key": "action_points", "label": "Our action points", "type": "list", "count": 3}, {"key": "critical_reflection", "label": "How we will make room for critical reflection", "type": "text"}]}, {"key": "organisation", "heading": "Your organisation", "shared": true, "prompts": ["How could your organisation help your multi-agency work to grow? It could ease the pressures that lead to defensive practice. Or it could give people the support and encouragement they need to be open and to reflect.", "Who can you tell about this? How will you do it?"], "fields": [{"key": "support_needed", "label": "The support we are asking for", "type": "long-text"}, {"key": "feed_back_to", "label": "Who we will tell", "type": "text"}, {"key": "feed_back_how", "label": "How we will tell them", "type": "text"}]}]}',1);
INSERT INTO "workshop_slide" VALUES(25,25,'close','close','Thank you','read-aloud',0,0,0,'Thank everyone. Remind them of the date you set. Stay for a few minutes in case anyone wants a quiet word.','We hope you found this workshop useful.

The original grew out of research by Rachael Owens and Jenny Lloyd, who created it. The wording in this app is our own adaptation.

- To give feedback on the original workshop, email rachael.owens@durham.ac.uk.
- To read the research and find more resources, go to the Contextual Safeguarding website and search for ''hymn sheet''.
','','','{"instructions_from": "app", "feedback_email": "rachael.owens@durham.ac.uk", "more_url": "https://www.contextualsafeguarding.org.uk", "projector": {"points": ["Created by **Rachael Owens and Jenny Lloyd** from their research. We adapted the wording.", "Feedback on the original: **rachael.owens@durham.ac.uk**", "To read more, search the Contextual Safeguarding website for ''hymn sheet''."]}}',1);
CREATE TABLE "workshop_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "first_name" varchar(150) NOT NULL, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL);
INSERT INTO "workshop_user" VALUES(1,'pbkdf2_sha256$1000000$fLp7ipa3iCRWIPKdg6joaM$Qbuyo+j2Q/JNxotGtuUUIY32FXIyhJAp2fJYczetnlo=',NULL,0,'amara','Amara','','',0,1,'2026-11-25 10:29:01.681854');
CREATE TABLE "workshop_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "workshop_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "workshop_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "workshop_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "axes_accessattempt_user_agent_ad89678b" ON "axes_accessattempt" ("user_agent");
CREATE INDEX "axes_accessattempt_ip_address_10922d9c" ON "axes_accessattempt" ("ip_address");
CREATE INDEX "axes_accessattempt_username_3f2d4ca0" ON "axes_accessattempt" ("username");
CREATE UNIQUE INDEX "axes_accessattempt_username_ip_address_user_agent_8ea22282_uniq" ON "axes_accessattempt" ("username", "ip_address", "user_agent");
CREATE INDEX "axes_accessfailurelog_user_agent_ea145dda" ON "axes_accessfailurelog" ("user_agent");
CREATE INDEX "axes_accessfailurelog_ip_address_2e9f5a7f" ON "axes_accessfailurelog" ("ip_address");
CREATE INDEX "axes_accessfailurelog_username_a8b7e8a4" ON "axes_accessfailurelog" ("username");
CREATE INDEX "axes_accesslog_user_agent_0e659004" ON "axes_accesslog" ("user_agent");
CREATE INDEX "axes_accesslog_ip_address_86b417e5" ON "axes_accesslog" ("ip_address");
CREATE INDEX "axes_accesslog_username_df93064b" ON "axes_accesslog" ("username");
CREATE UNIQUE INDEX "workshop_user_groups_user_id_group_id_9c91e9d2_uniq" ON "workshop_user_groups" ("user_id", "group_id");
CREATE INDEX "workshop_user_groups_user_id_d7ea9b8f" ON "workshop_user_groups" ("user_id");
CREATE INDEX "workshop_user_groups_group_id_07ba7577" ON "workshop_user_groups" ("group_id");
CREATE UNIQUE INDEX "workshop_user_user_permissions_user_id_permission_id_059abced_uniq" ON "workshop_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "workshop_user_user_permissions_user_id_e703bd9f" ON "workshop_user_user_permissions" ("user_id");
CREATE INDEX "workshop_user_user_permissions_permission_id_67089755" ON "workshop_user_user_permissions" ("permission_id");
CREATE UNIQUE INDEX "deck_one_current_edition" ON "workshop_deck" ("slug") WHERE "is_current";
CREATE INDEX "workshop_deck_slug_4c428412" ON "workshop_deck" ("slug");
CREATE INDEX "workshop_questionset_key_254b551c" ON "workshop_questionset" ("key");
CREATE INDEX "workshop_questionset_deck_id_e2b58347" ON "workshop_questionset" ("deck_id");
CREATE INDEX "workshop_slide_key_89341bc5" ON "workshop_slide" ("key");
CREATE INDEX "workshop_slide_clock_de06768e" ON "workshop_slide" ("clock");
CREATE INDEX "workshop_slide_question_set_ec90acb1" ON "workshop_slide" ("question_set");
CREATE INDEX "workshop_slide_deck_id_3aeadf6f" ON "workshop_slide" ("deck_id");
CREATE UNIQUE INDEX "live_code_once" ON "live_livesession" ("code") WHERE NOT ("code" = '');
CREATE UNIQUE INDEX "move_code_once" ON "live_participant" ("live_id", "move_hash") WHERE NOT ("move_hash" = '');
CREATE INDEX "live_livesession_question_set_337cc857" ON "live_livesession" ("question_set");
CREATE INDEX "live_livesession_slide_key_62bfc77b" ON "live_livesession" ("slide_key");
CREATE INDEX "live_livesession_deck_id_150a98fa" ON "live_livesession" ("deck_id");
CREATE INDEX "live_livesession_owner_id_68317ab4" ON "live_livesession" ("owner_id");
CREATE INDEX "live_facilitator_user_id_32ce1d36" ON "live_facilitator" ("user_id");
CREATE INDEX "live_facilitator_live_id_91b6ff0b" ON "live_facilitator" ("live_id");
CREATE INDEX "live_participant_live_id_f34eb1c2" ON "live_participant" ("live_id");
CREATE INDEX "live_signinlink_user_id_7cde5f09" ON "live_signinlink" ("user_id");
CREATE INDEX "live_sliderun_slide_key_b1d7d745" ON "live_sliderun" ("slide_key");
CREATE INDEX "live_sliderun_live_id_3120403c" ON "live_sliderun" ("live_id");
CREATE INDEX "exercises_ballot_run_id_82efae65" ON "exercises_ballot" ("run_id");
CREATE UNIQUE INDEX "action_point_once_a_request" ON "exercises_actionpoint" ("live_id", "request_key") WHERE NOT ("request_key" = '');
CREATE UNIQUE INDEX "own_action_point_once" ON "exercises_actionpoint" ("writer_id", "position") WHERE "level" = 'you';
CREATE INDEX "exercises_actionpoint_live_id_127be153" ON "exercises_actionpoint" ("live_id");
CREATE INDEX "exercises_actionpoint_writer_id_d81e2bdf" ON "exercises_actionpoint" ("writer_id");
CREATE INDEX "exercises_feedback_live_id_6834a6ba" ON "exercises_feedback" ("live_id");
CREATE INDEX "exercises_followup_first_id_80229557" ON "exercises_followup" ("first_id");
CREATE INDEX "exercises_card_group_id_d4dfc102" ON "exercises_card" ("group_id");
CREATE INDEX "exercises_leadlink_live_id_065d733b" ON "exercises_leadlink" ("live_id");
CREATE INDEX "exercises_note_who_id_5d1c7dc8" ON "exercises_note" ("who_id");
CREATE INDEX "exercises_point_group_id_fe2324d1" ON "exercises_point" ("group_id");
CREATE INDEX "exercises_point_writer_id_15714e41" ON "exercises_point" ("writer_id");
CREATE INDEX "exercises_theme_tag_dcfaaf97" ON "exercises_theme" ("tag");
CREATE INDEX "exercises_theme_live_id_39c5916e" ON "exercises_theme" ("live_id");
CREATE INDEX "exercises_draft_who_id_7ba452e6" ON "exercises_draft" ("who_id");
CREATE INDEX "exercises_group_question_set_82193e0f" ON "exercises_group" ("question_set");
CREATE INDEX "exercises_group_live_id_51ffd355" ON "exercises_group" ("live_id");
CREATE INDEX "exercises_factor_who_id_d6f52fe3" ON "exercises_factor" ("who_id");
CREATE INDEX "exercises_factor_group_id_7eab0201" ON "exercises_factor" ("group_id");
CREATE INDEX "exercises_groupagency_group_id_bf48c8bd" ON "exercises_groupagency" ("group_id");
CREATE UNIQUE INDEX "point_once_a_request" ON "exercises_point" ("group_id", "request_key") WHERE NOT ("request_key" = '');
CREATE INDEX "exercises_support_point_id_3a5b7d54" ON "exercises_support" ("point_id");
CREATE INDEX "exercises_support_who_id_74e94924" ON "exercises_support" ("who_id");
CREATE UNIQUE INDEX "wish_once_a_person" ON "exercises_wish" ("who_id", "person_id") WHERE "person_id" IS NOT NULL;
CREATE UNIQUE INDEX "wish_once_a_group" ON "exercises_wish" ("who_id", "group_id") WHERE "group_id" IS NOT NULL;
CREATE INDEX "exercises_wish_group_id_82a35396" ON "exercises_wish" ("group_id");
CREATE INDEX "exercises_wish_person_id_b30f7ea1" ON "exercises_wish" ("person_id");
CREATE INDEX "exercises_wish_who_id_730e9bed" ON "exercises_wish" ("who_id");
CREATE INDEX "exercises_place_group_id_8cb615a3" ON "exercises_place" ("group_id");
CREATE INDEX "exercises_wording_point_id_ae3cd286" ON "exercises_wording" ("point_id");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('django_migrations',32);
INSERT INTO "sqlite_sequence" VALUES('django_content_type',44);
INSERT INTO "sqlite_sequence" VALUES('auth_permission',176);
INSERT INTO "sqlite_sequence" VALUES('auth_group',0);
INSERT INTO "sqlite_sequence" VALUES('axes_accessattempt',0);
INSERT INTO "sqlite_sequence" VALUES('axes_accesslog',0);
INSERT INTO "sqlite_sequence" VALUES('live_sliderun',4);
INSERT INTO "sqlite_sequence" VALUES('exercises_draft',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_group',1);
INSERT INTO "sqlite_sequence" VALUES('exercises_factor',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_groupagency',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_support',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_wish',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_grouping',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_label',0);
INSERT INTO "sqlite_sequence" VALUES('exercises_place',0);
INSERT INTO "sqlite_sequence" VALUES('workshop_user',1);
INSERT INTO "sqlite_sequence" VALUES('workshop_deck',1);
INSERT INTO "sqlite_sequence" VALUES('workshop_slide',25);
INSERT INTO "sqlite_sequence" VALUES('workshop_questionset',4);
INSERT INTO "sqlite_sequence" VALUES('live_livesession',3);
INSERT INTO "sqlite_sequence" VALUES('live_participant',9);
INSERT INTO "sqlite_sequence" VALUES('exercises_ballot',6);
INSERT INTO "sqlite_sequence" VALUES('exercises_note',1);
INSERT INTO "sqlite_sequence" VALUES('exercises_reflection',1);
INSERT INTO "sqlite_sequence" VALUES('exercises_point',1);
INSERT INTO "sqlite_sequence" VALUES('exercises_actionpoint',1);
INSERT INTO "sqlite_sequence" VALUES('exercises_total',1);
INSERT INTO "sqlite_sequence" VALUES('exercises_afterwards',1);
COMMIT;
