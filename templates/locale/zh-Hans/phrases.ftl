# The same sentences as in the English file, line by line.

phrase-read = 谢谢您告诉我们。您写的，我们读过了。
phrase-fault = 发生的事不是您的错。
phrase-danger = 如果这一刻就有危险：可以打当地的紧急求助电话，如果对您安全。到有人的地方去。
phrase-door = 如果有人在您门口：您可以不开门。离开门边。
phrase-trip = 如果有人叫您旅行：先等一等。订票或出发之前告诉我们。
phrase-more = 可以多告诉我们一些吗？最近发生了什么，什么时候，在哪里？我们不需要的名字，请不要写。
phrase-keep = 消息、信件和号码，请照原样保留。写下发生的事：日期、时间和原话。
phrase-safe-reading = 您在这里看我们的回复，安全吗？如果不安全，请告诉我们什么时候安全。
phrase-working = 我们正在想可以做什么。我们会在这里写给您。
phrase-no-rush = 您不必今天就决定。我们可以一起想。
phrase-consent = 我们可以转交给律师吗？转交哪些情况，写不写您的名字，由您决定。您没有同意，我们什么都不会转交。
phrase-no-call = 我们不会打电话给您，也不会在别处写信给您，除非您要求我们这样做。
phrase-never-ask = 我们绝不会要您旅行、见面、付钱，也绝不会要您的密码。如果有人用我们的名字这样做，那不是我们。
phrase-closing = 我们现在结案。需要的时候，您随时可以用密码回到这里再写。
