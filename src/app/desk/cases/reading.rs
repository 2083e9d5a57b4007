//! Nobody gets anything of a case without an entry that says so. The service makes it: a page that asks for the case and says
//! nothing, or a program in the place of the page, leaves the same trace.

use tocsin_seal::Act;

use super::super::{CaseParty, Fault};
use super::sight::Sight;
use crate::app::App;
use crate::vault::hex;

/// Somebody to whom a case was opened in this session: what is in it is given out only for this.
///
/// ```compile_fail
/// let opened = tocsin::app::desk::cases::Opened { who: todo!(), case: [0; 16] };
/// ```
pub struct Opened {
    pub(super) who: CaseParty,
    pub(super) case: [u8; 16],
}

impl App {
    /// Opens a case to somebody who may read it. The first time in each session stands in the log, signed by the service.
    pub async fn desk_open(&self, who: &CaseParty, case: [u8; 16]) -> Result<Opened, Fault> {
        let opened = Opened { who: who.clone(), case };
        let session = hex(who.session());
        let (_, state, _) = self.look(&mut self.store().read().await?, who, case).await?;
        if state.work.is_open_in(&session) {
            return Ok(opened);
        }
        let mut tx = self.store().write().await?;
        let mut held = self.hold(&mut tx, who, case, Sight::Guest).await?;
        // Several requests of one page come at once.
        if held.state.work.is_open_in(&session) {
            return Ok(opened);
        }
        let me = who.as_account();
        let by = me.to_string();
        let head = self.note_service(&mut tx, Act::CaseOpened, Some(case), &[("by", &by)]).await?;
        if held.state.work.open_in(&session, me, self.now()) {
            held.state.work.note(head.seq);
        }
        self.keep_quietly(&mut tx, &held).await?;
        tx.commit().await?;
        Ok(opened)
    }
}
