//! What of the machine's own settings decides where words may end up: swap, core dumps, who may read along.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// One line for an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Whether this is as it should be.
    pub ok: bool,
    /// What was seen and, if wrong, what to do.
    pub what: String,
}

/// The machine as its `/proc` and `/sys` show it, below a root: `/`, or a folder of samples.
pub struct Machine {
    root: PathBuf,
}

impl Machine {
    /// The machine this runs on.
    pub fn here() -> Self {
        Self::below("/")
    }

    /// A machine whose `proc` and `sys` lie below `root`.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.at(path)).ok()
    }
}

/// Everything there is to say about this machine.
pub fn findings(machine: &Machine) -> Vec<Seen> {
    let mut seen = swap(machine);
    seen.push(core_pattern(machine.text("proc/sys/kernel/core_pattern").as_deref()));
    seen.push(ptrace_scope(machine.text("proc/sys/kernel/yama/ptrace_scope").as_deref()));
    seen.extend(services(machine));
    seen
}

/// What lies under a swap area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Under {
    Encrypted,
    Memory,
    Plain,
    Unknown,
}

fn swap(machine: &Machine) -> Vec<Seen> {
    let Some(text) = machine.text("proc/swaps") else {
        return vec![bad(
            "/proc/swaps cannot be read, so it is unknown whether memory reaches a disk: run doctor outside the service's confines",
        )];
    };
    let areas = swap_areas(&text);
    if areas.is_empty() {
        return vec![good("there is no swap")];
    }
    areas
        .into_iter()
        .map(|(name, is_file)| match under(machine, &name, is_file) {
            Under::Encrypted => good(format!("swap {name} lies on an encrypted disk")),
            Under::Memory => good(format!("swap {name} is memory (zram) and reaches no disk")),
            Under::Plain => {
                bad(format!("swap {name} is not encrypted and may keep reporters' words: swapoff {name}, or put it on dm-crypt or zram"))
            }
            Under::Unknown => bad(format!(
                "swap {name}: it cannot be told whether what lies under it is encrypted: use zram, a dm-crypt device, or swapoff {name}"
            )),
        })
        .collect()
}

/// Name and whether it is a file, of each line of `/proc/swaps` after its heading. Blanks in names are `\040` there.
fn swap_areas(text: &str) -> Vec<(String, bool)> {
    let lines = text.lines().skip(1).filter_map(|line| {
        let mut columns = line.split_ascii_whitespace();
        Some((columns.next()?.replace("\\040", " "), columns.next()? == "file"))
    });
    lines.collect()
}

fn under(machine: &Machine, name: &str, is_file: bool) -> Under {
    if is_file {
        // The number of the device that the file's file system lies on; some (btrfs) have none that says anything.
        let Ok(file) = fs::metadata(machine.at(name)) else { return Under::Unknown };
        let (major, minor) = (rustix::fs::major(file.dev()), rustix::fs::minor(file.dev()));
        return device(machine, &machine.at(&format!("sys/dev/block/{major}:{minor}")), 0);
    }
    // /dev/mapper/name is a link to /dev/dm-N.
    let real = fs::canonicalize(machine.at(name)).unwrap_or_else(|_| PathBuf::from(name));
    match real.file_name().and_then(|n| n.to_str()) {
        Some(device_name) => device(machine, &machine.at(&format!("sys/class/block/{device_name}")), 0),
        None => Under::Unknown,
    }
}

/// Looks at a block device's folder, and through what is stacked (LVM on dm-crypt) at what lies under it.
fn device(machine: &Machine, folder: &Path, depth: u32) -> Under {
    if !folder.exists() || depth > 8 {
        return Under::Unknown;
    }
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    if real.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with("zram")) {
        // A zram with a backing device writes what is idle to a disk.
        return if matches!(text("backing_dev").trim(), "" | "none") { Under::Memory } else { Under::Plain };
    }
    if text("dm/uuid").starts_with("CRYPT-") {
        return Under::Encrypted;
    }
    let slaves: Vec<Under> = fs::read_dir(folder.join("slaves"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| device(machine, &machine.at(&format!("sys/class/block/{}", entry.file_name().to_string_lossy())), depth + 1))
        .collect();
    match slaves.as_slice() {
        [] => Under::Plain,
        all if all.iter().all(|one| *one == Under::Encrypted) => Under::Encrypted,
        all if all.contains(&Under::Plain) => Under::Plain,
        _ => Under::Unknown,
    }
}

fn core_pattern(text: Option<&str>) -> Seen {
    match text.map(str::trim) {
        None => good("core dumps: tocsin makes none"),
        Some(pattern) if pattern.starts_with('|') => good(
            "crashes on this machine go to a collector; tocsin is marked as not to be dumped, so the collector gets nothing of it. \
             Other programs that see words (a TLS proxy) are not: switch the collector off for them",
        ),
        Some(_) => good("core dumps: tocsin makes none; other programs that see words (a TLS proxy) should have LimitCORE=0 too"),
    }
}

fn ptrace_scope(text: Option<&str>) -> Seen {
    match text.and_then(|t| t.trim().parse::<u32>().ok()) {
        Some(scope) if scope > 0 => good("programs cannot read each other's memory here (kernel.yama.ptrace_scope)"),
        _ => good(
            "programs of one user can read each other's memory here; tocsin is closed to that; set kernel.yama.ptrace_scope=1 for the others",
        ),
    }
}

/// The services of ours that run now, by what the kernel says of them.
fn services(machine: &Machine) -> Vec<Seen> {
    let mut seen = Vec::new();
    for entry in fs::read_dir(machine.at("proc")).into_iter().flatten().flatten() {
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let read = |name: &str| fs::read(entry.path().join(name)).unwrap_or_default();
        if is_service(&read("comm"), &read("cmdline")) {
            seen.extend(service(number, &String::from_utf8_lossy(&read("status"))));
        }
    }
    seen
}

fn is_service(comm: &[u8], cmdline: &[u8]) -> bool {
    comm.trim_ascii() == b"tocsin" && cmdline.split(|b| *b == 0).nth(1) == Some(b"serve")
}

/// What `/proc/N/status` says about a running service.
fn service(number: u32, status: &str) -> Vec<Seen> {
    let locked = field(status, "VmLck").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let mut seen = vec![match locked {
        Some(kilobytes) if kilobytes > 0 => good(format!("the running service (process {number}) keeps its memory out of swap")),
        _ => bad(format!(
            "the running service (process {number}) may be swapped out: set LimitMEMLOCK=infinity in its unit (config/systemd/tocsin.service does)"
        )),
    }];
    let confined = field(status, "Seccomp") == Some("2") && field(status, "NoNewPrivs") == Some("1");
    seen.push(if confined {
        good(format!("the running service (process {number}) has a filter of system calls and can gain no rights"))
    } else {
        bad(format!(
            "the running service (process {number}) has no filter of system calls, or may gain rights: run it by config/systemd/tocsin.service"
        ))
    });
    seen
}

/// The value of `name:` in a text like `/proc/self/status`.
pub(super) fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

fn good(what: impl Into<String>) -> Seen {
    Seen { ok: true, what: what.into() }
}

fn bad(what: impl Into<String>) -> Seen {
    Seen { ok: false, what: what.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

    /// A machine of sample files.
    struct Sample(tempfile::TempDir);

    impl Sample {
        fn new(swaps: &str) -> Self {
            let sample = Self(tempfile::tempdir().unwrap());
            sample.file("proc/swaps", &format!("{HEADING}{swaps}"));
            sample
        }

        fn file(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn swap(&self) -> Vec<(bool, String)> {
            swap(&Machine::below(self.0.path())).into_iter().map(|seen| (seen.ok, seen.what)).collect()
        }

        fn only_swap_is_good(&self) -> bool {
            let seen = self.swap();
            assert_eq!(seen.len(), 1, "{seen:?}");
            seen[0].0
        }
    }

    #[test]
    fn no_swap_is_good_and_an_unreadable_table_is_not() {
        assert!(Sample::new("").only_swap_is_good());
        let nothing = tempfile::tempdir().unwrap();
        assert!(!swap(&Machine::below(nothing.path()))[0].ok);
    }

    #[test]
    fn a_plain_partition_is_named_with_what_to_do() {
        let sample = Sample::new("/dev/sda2                               partition\t8388604\t\t0\t\t-2\n");
        sample.file("sys/class/block/sda2/partition", "2\n");
        let seen = sample.swap();
        assert!(!seen[0].0 && seen[0].1.contains("swapoff /dev/sda2"), "{seen:?}");
    }

    #[test]
    fn an_encrypted_device_is_good_also_below_a_volume_manager() {
        let sample = Sample::new("/dev/dm-1                               partition\t8388604\t\t0\t\t-2\n");
        sample.file("sys/class/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap\n");
        assert!(sample.only_swap_is_good());

        let sample = Sample::new("/dev/dm-1                               partition\t8388604\t\t0\t\t-2\n");
        sample.file("sys/class/block/dm-1/dm/uuid", "LVM-abcdef\n");
        sample.file("sys/class/block/dm-1/slaves/dm-0", "");
        sample.file("sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-00112233-disk\n");
        assert!(sample.only_swap_is_good());

        sample.file("sys/class/block/dm-1/slaves/sdb1", "");
        sample.file("sys/class/block/sdb1/partition", "1\n");
        assert!(!sample.only_swap_is_good(), "one leg of two lies on a plain disk");
    }

    #[test]
    fn zram_is_memory_unless_it_has_a_disk_behind_it() {
        let sample = Sample::new("/dev/zram0                              partition\t8388604\t\t0\t\t100\n");
        sample.file("sys/class/block/zram0/backing_dev", "none\n");
        assert!(sample.only_swap_is_good());
        sample.file("sys/class/block/zram0/backing_dev", "/dev/sda3\n");
        assert!(!sample.only_swap_is_good());
    }

    #[test]
    fn a_swap_file_is_as_good_as_the_disk_it_lies_on() {
        let sample = Sample::new("/swap\\040file                               file\t\t8388604\t\t0\t\t-2\n");
        assert!(!sample.only_swap_is_good(), "it is not even there");
        sample.file("swap file", "");
        assert!(!sample.only_swap_is_good(), "nothing is known of its disk");
        let device = fs::metadata(sample.0.path().join("swap file")).unwrap().dev();
        let folder = format!("sys/dev/block/{}:{}", rustix::fs::major(device), rustix::fs::minor(device));
        sample.file(&format!("{folder}/dm/uuid"), "CRYPT-LUKS2-00112233-disk\n");
        assert!(sample.only_swap_is_good());
        sample.file(&format!("{folder}/dm/uuid"), "LVM-abcdef\n");
        assert!(!sample.only_swap_is_good());
    }

    #[test]
    fn every_swap_area_gets_its_own_line() {
        let sample = Sample::new(
            "/dev/sda2                               partition\t8388604\t\t0\t\t-2\n/dev/zram0   partition\t1\t0\t100\nrubbish\n\n",
        );
        sample.file("sys/class/block/sda2/partition", "2\n");
        sample.file("sys/class/block/zram0/disksize", "1\n");
        assert_eq!(sample.swap().iter().map(|seen| seen.0).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_running_service_that_may_be_swapped_out_is_wrong() {
        let sample = Sample::new("");
        let add = |number: u32, command: &str, locked: u32| {
            sample.file(&format!("proc/{number}/comm"), "tocsin\n");
            sample.file(&format!("proc/{number}/cmdline"), &format!("/usr/local/bin/tocsin\0{command}\0--config\0x\0"));
            sample.file(&format!("proc/{number}/status"), &format!("VmLck:\t{locked:>8} kB\nNoNewPrivs:\t1\nSeccomp:\t2\n"));
        };
        add(41, "serve", 120_000);
        add(42, "serve", 0);
        add(43, "people", 0);
        let seen = services(&Machine::below(sample.0.path()));
        let wrong: Vec<&Seen> = seen.iter().filter(|one| !one.ok).collect();
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert_eq!(wrong.len(), 1, "{seen:?}");
        assert!(wrong[0].what.contains("process 42") && wrong[0].what.contains("LimitMEMLOCK"), "{wrong:?}");
    }

    #[test]
    fn what_the_service_lacks_is_said() {
        let seen = service(7, "VmLck:\t 4 kB\nSeccomp:\t0\nNoNewPrivs:\t1\n");
        assert!(!seen[1].ok && seen[1].what.contains("has no filter"));
        let seen = service(7, "VmLck:\t 4 kB\nSeccomp:\t2\nNoNewPrivs:\t1\n");
        assert!(seen[1].what.contains("has a filter"));
        assert!(!service(7, "")[0].ok);
    }

    #[test]
    fn collectors_and_readers_along_are_explained() {
        assert!(core_pattern(Some("|/usr/lib/systemd/systemd-coredump %P\n")).what.contains("collector"));
        assert!(!core_pattern(Some("core\n")).what.contains("collector"));
        assert!(ptrace_scope(Some("1\n")).what.contains("cannot read"));
        assert!(ptrace_scope(Some("0\n")).what.contains("ptrace_scope=1"));
        assert!(ptrace_scope(None).what.contains("ptrace_scope=1"));
    }
}
