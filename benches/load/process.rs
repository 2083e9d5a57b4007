//! What the system says about the serving process.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A process by its number.
#[derive(Clone, Copy)]
pub struct Process(u32);

impl Process {
    pub fn of(number: u32) -> Self {
        Self(number)
    }

    /// Resident memory now, in MB of 1,000,000 bytes.
    pub fn memory(self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).expect("the service runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
        kib * 1024.0 / 1e6
    }

    /// User and system time so far.
    pub fn processor_time(self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).expect("the service runs");
        let after_name = stat.rsplit_once(") ").expect("a name in brackets").1;
        // Fields 14 and 15 of the whole line, in hundredths of a second.
        let ticks = after_name.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().expect("ticks"));
        Duration::from_millis(ticks.sum::<u64>() * 10)
    }

    /// The result, and the most memory seen meanwhile, looked at 200 times a second.
    pub async fn peak_during<T>(self, work: impl Future<Output = T>) -> (T, f64) {
        let over = Arc::new(AtomicBool::new(false));
        let watch = std::thread::spawn({
            let over = Arc::clone(&over);
            move || {
                let mut peak = 0.0_f64;
                while !over.load(Ordering::Relaxed) {
                    peak = peak.max(self.memory());
                    std::thread::sleep(Duration::from_millis(5));
                }
                peak
            }
        });
        let result = work.await;
        over.store(true, Ordering::Relaxed);
        (result, watch.join().expect("the watch"))
    }
}
