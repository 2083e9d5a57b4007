# What to do, what to avoid, what to keep, for every code of the taxonomy.
# Each line of a message is one item of a list. The first line of a "-do" message is for the
# next ten minutes. Choices, never orders; no promise of safety, rescue or an answer time;
# the police and the embassy are never the only way. Sentences of at most about 15 words.

guide-general-do =
    Stop for a moment. Look for a place where nobody can see your screen.
    In danger now? Call the local emergency number, if that is safe for you.
    Many countries use 112, 911 or 999.
    Tell one person near you whom you trust.
guide-general-avoid =
    You do not have to travel, meet, pay, sign or answer anyone today.
    Try not to tell others that you wrote to us.
    Take care with the phone or app that officials may know.
guide-general-keep =
    Keep messages, letters and numbers as they are.
    Write down what happened, with dates, times and exact words.
    Keep your notes where others will not look.

guide-feelings =
    What happened is not your fault.
    It is normal to feel scared, angry or numb.
    You can take a break and come back later.
    A local crisis line, a doctor or a friend may help you carry this.

guide-family-police-visit-do =
    Take a few minutes and write down what you know, with dates.
    Think about whose chats may be on your family's phones.
    You can ask us about quiet ways and public ways to help.
    If your family agrees, a lawyer can write to the United Nations.
guide-family-police-visit-avoid =
    Calls to phones in your home country may be heard by others.
    Try not to name the person who told you.
    You do not have to answer the officials.
guide-family-police-visit-keep =
    Keep dates, times, names of offices and the words you were told.
    Keep messages about the visit. Do not change them.

guide-family-home-search-do =
    Write down which phones, computers or papers were taken, and when.
    Think about who else is in those chats, photos and contacts.
    You may want to warn them in a safe way. We can help you think.
    You can change passwords from a device they never had. This may be noticed.
guide-family-home-search-avoid =
    Try not to use the accounts that were open on those devices.
    Calls to phones in your home country may be heard by others.
    Try not to name the person who told you.
guide-family-home-search-keep =
    Keep any list, paper or photo of what was taken.
    Keep dates, times and names of offices.

guide-family-detained-do =
    Write down who was taken, when, where, and by whom.
    If a child is alone or medicine is needed, tell us now.
    If your family agrees, a lawyer can write to the United Nations.
    Quiet help and public help can both help or harm. You can ask us first.
guide-family-detained-avoid =
    Calls to phones in your home country may be heard by others.
    Try not to pay or promise anything before you have advice.
    Try not to name the person who told you.
guide-family-detained-keep =
    Keep any paper, message or photo about the arrest.
    Keep the last time, place and words you had from your relative.
    Note names of offices, if you know them.

guide-family-forced-contact-do =
    If a call is happening, think that others may be listening.
    You can keep it short and kind. It is your choice to talk.
    After the call, write down the words, the time and the app.
    When it is safe, you can agree a harmless code word with them.
guide-family-forced-contact-avoid =
    Try not to give your address, plans, route or names.
    A promise to return may be used to press you later.
    Arguing with an officer on the call may hurt your relative.
    A recording may be found on your relative's side.
guide-family-forced-contact-keep =
    Keep messages and the call list as they are.
    Note if someone else was there, or if words sounded read.
    Note any deadline or meeting place.

guide-family-forced-break-do =
    Take time. You do not have to answer or sign today.
    Such words are often said under pressure.
    You can see a family lawyer before you sign, more so with children.
    You can ask for support for yourself and your children.
guide-family-forced-break-avoid =
    Angry answers may be read by others and used.
    Papers you sign now may change your rights later.
guide-family-forced-break-keep =
    Keep divorce papers, letters, messages and links.
    Note dates, deadlines and who was there.

guide-family-fake-emergency-do =
    You can wait before you book. Take time to check.
    Check in a second way, for example a hospital number you find yourself.
    You can ask a question that only your relative can answer.
    If you may travel, you can tell us the route first.
guide-family-fake-emergency-avoid =
    Try not to travel before you have checked the news and the route.
    A video call shows a person, but not that they are free.
    Try not to share flight details with the caller.
guide-family-fake-emergency-keep =
    Keep the message or number that brought the news.
    Note who told you, when, and the words they used.

guide-family-punished-do =
    Write down what was done, to whom, and on which date.
    Note what you did before it, such as a post or protest.
    You can ask us or a lawyer before you answer any demand.
guide-family-punished-avoid =
    Try not to pay or sign to fix it before you have advice.
    A promise to return may not end the pressure.
guide-family-punished-keep =
    Keep every order, letter and message.
    Keep dates, and what was asked in return.

guide-contact-officials-do =
    You do not have to answer. You can end the call.
    You do not have to confirm your name, address, job or travel.
    Write down the number, the time and the words.
    A number you know can be faked. It proves nothing.
guide-contact-officials-avoid =
    Try not to show your room, your face or your papers.
    Insults, deals and promises may be used against you or your family.
    Try not to say where you are or when you travel.
guide-contact-officials-keep =
    Keep the call list and messages as they are.
    Note name, office, badge number and any deadline.
    Note what they already knew about you.

guide-contact-threat-do =
    Could it happen now? Go to other people or lock the door.
    You can call the local emergency number if that is safe for you.
    Tell one person near you.
    You can tell us the exact words.
guide-contact-threat-avoid =
    Try not to delete the message or to reply.
    Try not to be alone if the threat names a time or place.
guide-contact-threat-keep =
    Keep the original message, voice note, photo or letter.
    Touch paper as little as you can. Put it in a clean bag.
    Take a picture that shows the sender, date and time.

guide-contact-info-demand-do =
    You can say nothing. You can wait before any answer.
    If you gave something already, it is not your fault.
    You can tell us what you gave, so others can be warned.
    Tell us if they set a next call or meeting.
guide-contact-info-demand-avoid =
    Try not to send papers, even old ones.
    Pretending to work for them can put you and others in danger.
    Try not to meet them alone.
guide-contact-info-demand-keep =
    Keep the messages and a list of what they asked for.
    Note what you sent, to whom and when.

guide-contact-money-demand-do =
    You can stop the contact and turn the camera off.
    This may be a scam, a state, or both.
    You can tell a friend and your bank now, more so if you paid.
    You can report it to the local police or a fraud line, if safe.
guide-contact-money-demand-avoid =
    Try not to pay. Paying often leads to the next demand.
    Try not to stay on camera or keep it secret, even if told to.
    Try not to send pictures of your papers.
guide-contact-money-demand-keep =
    Keep numbers, account details, receipts and papers they sent.
    Note how much, when and how you paid.

guide-person-at-door-do =
    Keep the door closed. Move away from it, together with the others.
    You can call the local emergency number if that is safe for you.
    They can show a card at the window. You can check it first.
    Find the office's number yourself and call that number.
guide-person-at-door-avoid =
    Try not to go out to film or to talk.
    Try not to let anyone in, not even a translator.
    Try not to say who else is at home.
guide-person-at-door-keep =
    Note faces, clothes, car, number plate and exact words.
    Note which way they leave.
    Keep door camera pictures, notes and cards they left.

guide-person-approach-do =
    You can slow this down. You do not have to meet.
    You can ask to talk online, or choose the place yourself.
    You can bring a friend, and tell someone where you go.
    Ask a person who is not involved what they think.
guide-person-approach-avoid =
    Try not to go alone.
    Try not to enter a consulate or a car without advice first.
    Try not to give your address, your plans or names of others.
guide-person-approach-keep =
    Keep messages, cards and numbers.
    Note who chose the place, and each change of place.

guide-person-impersonation-do =
    You can ask for name and office, then close the door or hang up.
    Find the public number yourself and call to check.
    Real officers accept a check.
    Write down what you said or signed.
guide-person-impersonation-avoid =
    Try not to use a number that they gave you.
    Try not to let them in, and not a translator.
    Try not to sign, or show your papers, before you have checked.
guide-person-impersonation-keep =
    Keep cards, papers, numbers and pictures.
    Note looks, car, words, time and place.

guide-person-asking-around-do =
    You can ask the landlord, boss or neighbour kindly not to answer.
    Tell the school and the front desk who may collect your children.
    You can give neighbours a short note on what to do.
    You can think about staying at another address for a while.
guide-person-asking-around-avoid =
    Try not to call a number in the letter.
    Try not to tell more people than needed where you live.
guide-person-asking-around-keep =
    Keep the letter and the envelope. Touch them as little as you can.
    Note who was asked, when, and what they said.

guide-person-followed-do =
    Go to a bright place with people, if you can.
    A police station you trust is also a choice.
    You can call someone and stay on the line.
    Later, look for unknown trackers in bags, car and phone.
guide-person-followed-avoid =
    Try not to go straight home.
    Try not to speak to them or stop them.
    Try not to use the same route and times each day.
guide-person-followed-keep =
    Note place, time, looks and number plate.
    Take a photo only if it is safe.
    If you find a tracker, take a picture of it and ask us.

guide-person-attack-do =
    Go to other people if you can. You can call the local emergency number now.
    See a doctor, even if you feel well.
    Ask a person you trust to stay with you.
    When you are safer, tell us what happened.
guide-person-attack-avoid =
    Try not to stay alone tonight.
    Try not to wash or throw away the clothes.
guide-person-attack-keep =
    Keep clothes, messages and the doctor's papers.
    Take photos of injuries and damage, with the date.
    Note who saw it.

guide-travel-lure-do =
    You can slow this down. You do not have to book or board.
    You can ask to meet online, or in a place you choose.
    Check who pays, who chose the country, and why it changed.
    You can check every stop with our trip page.
guide-travel-lure-avoid =
    Try not to go alone.
    Try not to enter a consulate for a quick signature without advice.
    Try not to hand over your passport or phone.
guide-travel-lure-keep =
    Keep the invitation, tickets, names, numbers and messages.
    Note each change of place or date.

guide-travel-plan-check-do =
    Look at every country on the way, also stops and the airline's home.
    If you are wanted or listed, talk to a lawyer before any border.
    Carry papers that show your protection, and a lawyer's number on paper.
    Agree with a friend: when you check in, and what they do if not.
guide-travel-plan-check-avoid =
    Try to avoid a stop you do not need.
    Try not to post about the trip.
    “No treaty” or “nothing found” does not mean there is no risk.
guide-travel-plan-check-keep =
    Leave copies of ticket, passport and papers with a friend.
    Leave the time of your next sign of life.
    Travel with a phone that holds little.

guide-travel-held-do =
    You can say early and clearly: “I fear return. I want asylum.”
    You can ask for a lawyer and for UNHCR, the UN refugee agency.
    Writing for someone? Send us passport name, flight, airport and time.
    You can say that you do not want to meet your home embassy.
guide-travel-held-avoid =
    Try not to sign what you cannot read.
    Try not to argue or unlock the phone. You can ask for a lawyer.
    Friends: try not to publish before you know what the person wants.
guide-travel-held-keep =
    Note names, uniforms, rooms, times and exact words.
    Keep tickets, papers and the refugee card number.
    Friends: keep every message, and note the last one.

guide-travel-kidnapped-do =
    Write down the last time, place, phone number and clothes.
    Write down who was with the person, and any car.
    You can report to the police there, if that is safe.
    The United Nations has a fast way in the first three months.
guide-travel-kidnapped-avoid =
    Try not to pay ransom, or meet “helpers”, alone.
    Try not to publish before you know what the family wants.
    Try not to use the missing person's accounts.
guide-travel-kidnapped-keep =
    Keep the last messages, calls and photos.
    Keep any police report and its number.
    Note who told you what, and when.

guide-travel-forced-return-do =
    You can ask for the papers and for a lawyer today.
    Tell us the date, the flight and the place.
    Tell us and the lawyer about health needs.
    You can say clearly that you fear return.
guide-travel-forced-return-avoid =
    Try not to sign “voluntary” papers alone.
    A promise made to you or your family may not be kept.
guide-travel-forced-return-keep =
    Keep every paper, ticket and message, or a photo of it.
    Note names of officers, dates and what you were told.

guide-legal-interpol-do =
    You can stay where you are and put off any trip for now.
    You can look for a lawyer who knows Interpol cases.
    Interpol's Commission can be asked what is held about you.
    After that, you can ask it to delete the data.
guide-legal-interpol-avoid =
    Try not to cross a border before you have advice.
    Not being on the public website proves nothing.
    Try not to pay firms that promise to remove you.
guide-legal-interpol-keep =
    Keep proof of refugee status and all case papers.
    Keep a copy of any notice, with date and link.

guide-legal-wanted-list-do =
    You can put off any trip for now and talk to a lawyer.
    Save the page or picture, with the date and link.
    If your address is shown, tell someone you live with.
    You can ask neighbours to keep any letter they get.
guide-legal-wanted-list-avoid =
    Try not to cross a border before you have advice.
    Try not to answer offers to “clear your name” for money.
guide-legal-wanted-list-keep =
    Keep the list, charge or reward with date and link.
    Keep proof of refugee status.

guide-legal-passport-do =
    You can get advice before any visit to a consulate.
    Check the dates on all your papers today.
    You can ask the country you live in about travel papers.
    These may be papers for refugees or for foreigners.
guide-legal-passport-avoid =
    Going home to renew a paper can be dangerous.
    Try not to sign, pay or give names for a passport without advice.
guide-legal-passport-keep =
    Keep letters, refusals and messages from the consulate.
    Keep copies of your papers in a place you can reach.

guide-legal-assets-do =
    Write down what was taken or frozen, and when you heard.
    You can show the letters to a lawyer.
    Note if someone asked for something in return.
guide-legal-assets-avoid =
    Try not to send money to “unfreeze” it.
    Try not to sign it over before you have advice.
guide-legal-assets-keep =
    Keep letters, orders, bank papers and proof that it is yours.

guide-legal-false-report-do =
    You can tell the local police that someone uses your name.
    It helps to do this before the next false call.
    Ask for a reference number.
    You can tell your boss or case officer what is going on.
guide-legal-false-report-avoid =
    If armed police come, try not to move fast. Show empty hands.
    Try not to answer the sender.
guide-legal-false-report-keep =
    Keep booking mails, letters and case numbers.
    Note dates and where you were at that time.

guide-online-hack-do =
    Use another device to ask for help, not this one.
    From the other device, change your mail password first.
    You can turn on sign-in with an app or a key.
    Access Now has a free helpline: help@accessnow.org
guide-online-hack-avoid =
    Try not to wipe the device before you have advice.
    Try not to open the link again.
guide-online-hack-keep =
    Keep the link, the message and any warning. Take a photo.
    Note date, time and what you tapped.
    Note whose data is on the device.

guide-online-harass-do =
    Take a picture of the post first, with date and link.
    Then you can report and block.
    A friend can read and save things for you.
    For private pictures or pictures of a child, special help lines exist.
guide-online-harass-avoid =
    Answers can make it grow. You can choose not to reply.
    Try not to send pictures of a child to anyone.
guide-online-harass-keep =
    Keep links, account names, dates and pictures of the screen.
    Keep answers from the platform.

guide-online-fake-me-do =
    Take a picture of the false account first, with date and link.
    Tell people you trust, in a way they know is you.
    Then you can report the account to the platform.
guide-online-fake-me-avoid =
    Try not to write to the false account.
    Try not to send your papers to people who offer to fix it.
guide-online-fake-me-keep =
    Keep links, account names, dates and messages sent in your name.
    Note who was contacted.

guide-online-watched-do =
    You can pause private talk in this group for now.
    Smaller groups and no real names lower the harm.
    You can agree together what you do not share.
    You can move to an app not made in your home country.
guide-online-watched-avoid =
    Home-country apps may check files, even between foreign accounts.
    Try not to blame one person without proof.
guide-online-watched-keep =
    Note which words came back, from whom and when.
    Note the app and who is in the group.

guide-community-informant-do =
    You can share less for now, and choose whom you tell.
    Tell us the role of the person first. Names can wait.
    You can agree in small groups what you do not share.
guide-community-informant-avoid =
    Try not to blame one person in public without proof.
    Fear of others can hurt a community too.
guide-community-informant-keep =
    Note dates, places and exact words.
    Keep messages or photos that were passed on.

guide-community-event-do =
    Is it happening now? Move people to a place with an exit.
    You can call the local emergency number if that is safe for you.
    Check that everybody is there and who needs a doctor.
    Ask people who were there to write down what they saw.
guide-community-event-avoid =
    Try not to go near those who attack or film.
    Try not to post faces of people who took part.
guide-community-event-keep =
    Keep films, photos, leaflets and damaged things.
    Note times, looks, cars and number plates.

guide-other-missing-do =
    Write down the last time, place, phone number and clothes.
    Think who may have seen or heard the person last.
    You can report to the police there, if that is safe.
    The United Nations has a fast way in the first three months.
guide-other-missing-avoid =
    Calls to phones in your home country may be heard by others.
    Try not to pay, or meet “helpers”, alone.
    Try not to publish before you know what the family wants.
guide-other-missing-keep =
    Keep the last messages, calls and photos.
    Keep any police report and its number.

guide-other-unsure-do =
    Go where you feel safer, or where other people are.
    Tell one person you trust what feels wrong.
    You can write to us what happened last. You need no name for it.
guide-other-unsure-avoid =
    You do not have to decide, travel, pay or meet today.
    You do not have to be sure before you ask.
guide-other-unsure-keep =
    Keep messages and numbers as they are.
    Write short notes with date and time.

guide-other-witness-do =
    Stop and think who could know that you have this.
    You can tell us what you saw, and how you know it.
    Use a device that your workplace or home country cannot reach.
    You can tell us what could point to you.
guide-other-witness-avoid =
    Try not to take more risks to get more proof.
    Try not to send files that only you could have, before we talk.
    Try not to tell others that you wrote to us.
guide-other-witness-keep =
    Keep originals in a safe place, unchanged.
    Note dates, places, and what you saw yourself or only heard.

# What a triage rule saw, said softly to the reporter. Never an answer time. One id per rule of
# config/triage.toml ("M.family.detained" becomes "rule-m-family-detained"), C9 and U11's language
# half for the desk. Each line is one point and equal points are shown once: a critical rule says
# first how the report is treated, so that several of them say it only once.

rule-d1 =
    We treat your report as very urgent.
    You told us someone is in danger now or in the next hours.
rule-d2 =
    We treat your report as very urgent.
    You told us there may be danger in the next 3 days.
rule-c1 =
    We treat your report as very urgent.
    You told us you are not safe now.
rule-c2 =
    We treat your report as very urgent.
    You told us someone is at your door or outside now.
rule-c3 =
    We treat your report as very urgent.
    You told us someone is held, locked up or missing. Hours can matter.
rule-c4 =
    We treat your report as very urgent.
    You told us someone may be sent back soon.
rule-c5 =
    We treat your report as very urgent.
    You told us about a child who may be at risk.
rule-c6 =
    We treat your report as very urgent.
    You told us someone may be held, and something is asked in return.
rule-c7 =
    We treat your report as very urgent.
    You told us about a trip or meeting very soon. There are danger signs.
rule-c8 =
    We treat your report as very urgent.
    You told us about a threat that may be close.
rule-c9 =
    We treat your report as very urgent.
    You told us someone went missing not long ago. The United Nations has a fast way in the first three months.
rule-c10 =
    We treat your report as very urgent.
    You told us someone may need a doctor or help at once. You can call local emergency help now.
rule-m-family-detained =
    We treat your report as very urgent.
    You told us someone in your family was taken, locked up or may not leave.
rule-m-person-at-door =
    We treat your report as very urgent.
    You told us someone came to your home.
rule-m-person-attack =
    We treat your report as very urgent.
    You told us about an attack, or that someone tried to take you.
rule-m-travel-held =
    We treat your report as very urgent.
    You told us someone was stopped or held on the way.
rule-m-travel-kidnapped =
    We treat your report as very urgent.
    You told us someone was taken by force or has vanished.
rule-m-other-missing =
    We treat your report as very urgent.
    You told us someone has gone missing. The United Nations has a fast way in the first three months.
rule-d3 = You told us there may be danger in the next 2 weeks.
rule-u1 = You told us about a trip soon. Each country on the way is worth a check.
rule-u2 = You told us about a deadline, or that they know where you live.
rule-u3 = You told us someone was, or may be, questioned, held or searched.
rule-u4 = You told us someone came near, asked about you, followed you or posed as another.
rule-u5 = You told us about a notice, a wanted list, a reward or a charge.
rule-u6 = You told us a phone or account may be hacked. Others may be at risk through it.
rule-u7 = You told us they want papers, or facts about you or others.
rule-u8 = You told us they want money. This may be a scam, a state, or both.
rule-u9 = You told us about a consulate, or papers that are refused or end soon.
rule-u11 = We may need someone who can read your files or your language first.
rule-x1 = You told us about a child.
rule-x2 = You told us you are not sure about something that can matter fast.
rule-x3 = You told us about official papers. They may carry a date.
rule-m-family-forced-contact = You told us a relative was made to call, write or visit.
rule-m-family-fake-emergency = You told us they want you to come home because someone is ill.
rule-m-contact-threat = You told us about a threat to hurt or kill.
rule-m-person-approach = You told us someone came up to you or asks to meet.
rule-m-travel-lure = You told us you are invited to meet in another country.
rule-m-travel-forced-return = You told us someone is being sent back or pushed to go back.
rule-m-legal-false-report = You told us the law here is used against you.
rule-m-other-unsure = You told us something feels wrong. It needs no name.
rule-r1 = We read this in turn with other reports. If anything changes, please write again.
rule-default = We chose how urgent this is from what you told us happened. If it changes, please write again.
