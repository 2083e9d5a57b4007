# What happened, in the words of the person it happened to. One id per code of the
# taxonomy: dots and underscores become hyphens. Labels say what happened, never who did it.

group-family = My family or friends back home
group-contact = Calls and messages to me
group-person = Someone near me, in person
group-travel = A trip, an airport, or being taken
group-legal = Wanted lists, police notices, passports, money
group-online = My accounts, phone, or lies online
group-community = My community here
group-other = Something else, or I am not sure

method-family-police-visit = Police or officials visited, called or questioned my family.
method-family-home-search = They searched my family's home, or took phones, computers or papers.
method-family-detained = Someone in my family was taken, locked up, or is not allowed to leave.
method-family-forced-contact = A relative was made to call, message or visit me to say “come home” or “stop”.
method-family-forced-break = My partner or family was pushed to divorce me, cut me off, or speak against me in public.
method-family-fake-emergency = I was told someone is dying or very ill and I must come home now.
method-family-punished = My family is being punished because of me (job, school, pension, passport, business, home).

method-contact-officials = Police or officials from my home country called or messaged me.
method-contact-threat = Someone threatened to hurt or kill me or people I love.
method-contact-info-demand = They want my papers, my address, or want me to spy on others.
method-contact-money-demand = They want money (“tax”, “bail”, a “fine”, “prove you are innocent”).

method-person-at-door = Someone is at my door or came to my home.
method-person-approach = Someone came up to me or asked to meet me here.
method-person-impersonation = Someone pretended to be police, FBI, a lawyer, a reporter, a delivery or an aid worker.
method-person-asking-around = Someone asked my landlord, boss, school or neighbours about me, or sent them letters.
method-person-followed = I am being followed, watched or filmed.
method-person-attack = I was attacked, or someone tried to take me by force here.

method-travel-lure = I am invited to meet someone in another country, or the meeting place keeps changing.
method-travel-plan-check = I plan a trip and want to know if it is risky.
method-travel-held = I (or someone) was stopped, arrested or held at an airport, at a border or on the way.
method-travel-kidnapped = Someone was taken by force or has vanished abroad.
method-travel-forced-return = I am being sent back, or pushed to go back “by choice”.

method-legal-interpol = There is an Interpol notice or message about me.
method-legal-wanted-list = I am on a wanted list, there is a reward for me, or charges were made or made worse.
method-legal-passport = My passport, visa, ID or consular help was refused, cancelled or used to pressure me, or my citizenship was removed.
method-legal-assets = My bank account, house or business at home was frozen or taken.
method-legal-false-report = They use the law here against me (a false bomb threat or police report in my name, a court case, a complaint to my boss or the immigration office).

method-online-hack = My phone or account was hacked, or I got a strange link.
method-online-harass = Threats, lies, my address, or fake or private pictures are posted online.
method-online-fake-me = Someone pretends to be me or copies our group.
method-online-watched = I think my chats or group are being read.

method-community-informant = People in my community report on us, or push me to be quiet.
method-community-event = Our protest, shop, mosque, office or event was attacked, filmed or blocked.

method-other-missing = Someone I know has gone missing.
method-other-unsure = Something feels wrong but I cannot name it.
method-other-witness = I have information about people doing this.
