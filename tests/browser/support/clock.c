/* Loaded into the service under test (LD_PRELOAD): its clock is TOCSIN_LATER seconds ahead of this machine's, so that a test can
 * live on the next day. Only the time of day: what waits, waits as ever. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*own)(clockid_t, struct timespec *);
    if (!own) own = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int answer = own(clock, now);
    const char *later = getenv("TOCSIN_LATER");
    if (answer == 0 && clock == CLOCK_REALTIME && later) now->tv_sec += atol(later);
    return answer;
}
