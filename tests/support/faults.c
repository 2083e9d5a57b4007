/* Loaded into the program under test (LD_PRELOAD): counts its calls that change files below one folder, and lets chosen
 * ones fail. strace can inject errors too, but counts per thread, so that "the seventh write" is another one each time,
 * and it cannot leave sockets and wake-ups alone. What to do stands in a small file that the test writes meanwhile. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct control {
    _Atomic uint32_t armed; /* 0: nothing is counted or fails */
    _Atomic uint32_t first; /* number of the first call to fail, from 1; 0: none */
    _Atomic uint32_t count; /* how many fail from there */
    _Atomic uint32_t error;
    _Atomic uint32_t seen;   /* calls counted since armed */
    _Atomic uint32_t failed; /* calls that failed since armed */
};

static struct control *control;
static const char *below;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TOCSIN_FAULTS");
    below = getenv("TOCSIN_FAULTS_BELOW");
    if (!path || !below) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return;
    void *memory = mmap(0, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (memory != MAP_FAILED) control = memory;
}

static int concerns(const char *path) { return strncmp(path, below, strlen(below)) == 0; }

/* Calls that need no room do not fail for lack of it. */
static int for_want_of_room(void) { return control && atomic_load(&control->error) == ENOSPC; }

/* Whether this call is to fail. */
static int fails(void) {
    uint32_t number = atomic_fetch_add(&control->seen, 1) + 1, first = atomic_load(&control->first);
    if (first == 0 || number < first || number - first >= atomic_load(&control->count)) return 0;
    atomic_fetch_add(&control->failed, 1);
    /* No error of any call: the program dies before it. */
    if (atomic_load(&control->error) == 9999) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    errno = (int)atomic_load(&control->error);
    return 1;
}

static int on_file(int file) {
    char link[64], path[PATH_MAX];
    if (!control || !atomic_load(&control->armed)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return concerns(path) && fails();
}

static int on_path(int folder, const char *path) {
    char whole[PATH_MAX];
    if (!control || !atomic_load(&control->armed)) return 0;
    if (path[0] != '/') {
        if (folder != AT_FDCWD || !getcwd(whole, sizeof whole / 2)) return 0;
        strcat(whole, "/");
        strncat(whole, path, sizeof whole / 2 - 2);
        path = whole;
    }
    return concerns(path) && fails();
}

/* A full disk takes the first part of what it is given, then nothing. */
#define WRITE(file, length, call, part)                                  \
    do {                                                                  \
        if (!on_file(file)) return call;                                  \
        if (errno == ENOSPC && (length) > 1 && atomic_load(&control->failed) == 1) return part; \
        return -1;                                                        \
    } while (0)

ssize_t write(int file, const void *from, size_t length) {
    WRITE(file, length, syscall(SYS_write, file, from, length), syscall(SYS_write, file, from, length / 2));
}
ssize_t pwrite64(int file, const void *from, size_t length, off64_t at) {
    WRITE(file, length, syscall(SYS_pwrite64, file, from, length, at), syscall(SYS_pwrite64, file, from, length / 2, at));
}
ssize_t pwrite(int file, const void *from, size_t length, off_t at) { return pwrite64(file, from, length, at); }
ssize_t writev(int file, const struct iovec *from, int count) {
    return on_file(file) ? -1 : syscall(SYS_writev, file, from, count);
}
ssize_t pwritev64(int file, const struct iovec *from, int count, off64_t at) {
    return on_file(file) ? -1 : syscall(SYS_pwritev, file, from, count, at, 0);
}
ssize_t pwritev(int file, const struct iovec *from, int count, off_t at) { return pwritev64(file, from, count, at); }
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
    return on_file(to) ? -1 : syscall(SYS_copy_file_range, from, from_at, to, to_at, length, flags);
}
int fsync(int file) { return on_file(file) ? -1 : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return on_file(file) ? -1 : (int)syscall(SYS_fdatasync, file); }
int ftruncate64(int file, off64_t length) { return on_file(file) ? -1 : (int)syscall(SYS_ftruncate, file, length); }
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }
int fallocate64(int file, int mode, off64_t at, off64_t length) {
    return on_file(file) ? -1 : (int)syscall(SYS_fallocate, file, mode, at, length);
}
int fallocate(int file, int mode, off_t at, off_t length) { return fallocate64(file, mode, at, length); }
int posix_fallocate64(int file, off64_t at, off64_t length) {
    if (on_file(file)) return errno;
    return syscall(SYS_fallocate, file, 0, at, length) == 0 ? 0 : errno;
}
int posix_fallocate(int file, off_t at, off_t length) { return posix_fallocate64(file, at, length); }
int futimens(int file, const struct timespec times[2]) {
    return !for_want_of_room() && on_file(file) ? -1 : (int)syscall(SYS_utimensat, file, NULL, times, 0);
}
int rename(const char *from, const char *to) {
    return on_path(AT_FDCWD, to) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int linkat(int from_in, const char *from, int to_in, const char *to, int flags) {
    return on_path(to_in, to) ? -1 : (int)syscall(SYS_linkat, from_in, from, to_in, to, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int unlinkat(int folder, const char *path, int flags) {
    return !for_want_of_room() && on_path(folder, path) ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
/* Making what is there already changes nothing. */
static int exists(int folder, const char *path) { return syscall(SYS_faccessat, folder, path, F_OK) == 0; }
int mkdir(const char *path, mode_t mode) {
    return !exists(AT_FDCWD, path) && on_path(AT_FDCWD, path) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
static int create(int folder, const char *path, int flags, mode_t mode) {
    if ((flags & O_CREAT) && !exists(folder, path) && on_path(folder, path)) return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}
#define MODE(flags)                              \
    mode_t mode = 0;                             \
    if ((flags) & (O_CREAT | O_TMPFILE)) {       \
        va_list more;                            \
        va_start(more, flags);                   \
        mode = va_arg(more, mode_t);             \
        va_end(more);                            \
    }
int open64(const char *path, int flags, ...) { MODE(flags) return create(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int open(const char *path, int flags, ...) { MODE(flags) return create(AT_FDCWD, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return create(folder, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return create(folder, path, flags, mode); }
