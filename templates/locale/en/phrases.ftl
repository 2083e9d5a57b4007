# Sentences that every caseworker may send without a second look, in a language they do not read. One line each, the same
# meaning in every language; whoever changes one has all six looked at by people who speak them. No promise, no advice to travel.
# Where a sentence also stands on the reporter's pages it is word for word the same.

phrase-read = Thank you for telling us. We have read what you wrote.
phrase-fault = What happened is not your fault.
phrase-danger = If you are in danger this minute: call the local emergency number, if that is safe for you. Go where other people are.
phrase-door = If somebody is at your door: you can keep it shut. Move away from it.
phrase-trip = If you are told to travel: wait. Tell us before you book or leave.
phrase-more = Can you tell us more? What happened last, when and where? Leave out names that we do not need.
phrase-keep = Keep messages, letters and numbers as they are. Write down what happened, with dates, times and exact words.
phrase-safe-reading = Is it safe for you to read our answers here? If not, tell us when it is.
phrase-working = We are thinking about what can be done. We will write to you here.
phrase-no-rush = You do not have to decide today. We can think about it together.
phrase-consent = May we pass it to a lawyer? You decide which facts, and if your name is in it. Without your yes we pass nothing on.
phrase-no-call = We do not call you or write to you anywhere else, unless you asked us to.
phrase-never-ask = We never ask you to travel, to meet, to pay, or for your code. If somebody does and uses our name, it is not us.
phrase-closing = We close your report now. You can write here again whenever you need to, with your code.
