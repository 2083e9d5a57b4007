# Trip check.

nav-travel = Trip check
home-travel = Check a trip
home-travel-note = What is known about the countries on the way. Nothing is stored.

travel-title = Check a trip
travel-lead = Choose every country of the trip, also those where you only change planes.
travel-note =
    You see facts that we found, with their dates. They can be wrong or old.
    They never mean that a trip is safe.
    We do not store or write down what you choose here.
    This page knows countries, not cities or regions. A plane can also land where nobody planned to.
q-trip-origin = Which state are you afraid of?
q-trip-from = Where does the trip begin?
q-trip-to = Where does it end?
q-trip-via = Stop { $number }
q-trip-via-hint = Every country on the way, also if you stay inside the airport.
q-trip-more = More stops
travel-choose = Choose
travel-check = Check this trip
travel-problem-origin = Please choose the state that you are afraid of.
travel-problem-route = Please choose at least one country of the trip.
travel-problem-place = Please choose this country from the list.
travel-problem-many = Please choose at most { $limit } countries.

travel-danger = Known danger on this route
travel-danger-text = On this route people were seized, held, taken away or handed over, or it touches the state that you are afraid of. Please get advice before you travel.
travel-advice = Treaty or past cases: get advice first
travel-advice-text = On this route there is a treaty, or people were handed over or pressed. Please get advice before you travel.
travel-nothing = Nothing found: this does not mean that it is safe
travel-nothing-text = We found no treaty in force or signed, and no case. Much is never made public, and people were sent back without a treaty too.
travel-danger-here = Known danger
travel-advice-here = Get advice first
travel-nothing-here = Nothing found. This does not mean safe.
travel-asked = You asked about: { $state }
travel-few = About this state we know single cases only. Much is missing.
travel-unheard = About this state we have no facts at all.
travel-soon = Your trip is soon. If you can wait, wait for advice. You can write to us now. We cannot promise an answer in time.
travel-later = Please check again shortly before you travel.
travel-facts-title = Place by place
travel-own = This is the state that you are afraid of, or a place under one authority with it.
travel-blank = We have no facts about this place.
travel-kind-extradition = Treaty on extradition
travel-kind-surrender = Agreement on handing people over
travel-status-in-force = in force
travel-status-signed = signed. We do not know that it is in force.
travel-status-none = none, says the source. People were sent back without one too.
travel-status-suspended = suspended
travel-status-ended = ended
travel-status-unknown = we could not find out
travel-signed = Signed: { $date }
travel-since = In force since: { $date }
travel-case-returned = Handed over or sent back to that state
travel-case-abducted = Kidnapped, or vanished and then held by that state
travel-case-held = Held because that state wanted it
travel-case-killed = Killed
travel-case-crime = Handed over to that state in ordinary criminal cases
travel-case-pressed = Followed, threatened or pressed to go back by people of that state
travel-people = People, at least: { $count }
travel-in-transit = It happened between two flights.
travel-unsure = We are not sure of this.
travel-sources = Read in
travel-undated = no date
travel-overdue = Nobody has looked at this since { $date }.
travel-looked = We last looked at these facts on { $date }.
travel-looked-oldest = Some of them nobody has looked at since { $date }.
travel-old = Nobody has looked at these facts for a long time. Trust them less.
travel-keeper = They are kept by: { $name }
travel-next-title = What you can do
travel-carry = Ask us about this trip
travel-carry-note = The form opens with this trip filled in. Nothing is sent before you press “Send” there.
travel-again = Check another trip
travel-carried = I plan this trip and ask for advice. The state that I am afraid of:
