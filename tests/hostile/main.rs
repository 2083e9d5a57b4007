//! Hostile input against the real program: each attack gets a clear answer, costs bounded memory, leaves nothing
//! half-stored, and the next honest report is taken.

#[path = "../support/demo.rs"]
mod demo;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/siege.rs"]
mod siege;

mod attachments;
mod bodies;
mod crowd;
mod small_forms;
mod words;
