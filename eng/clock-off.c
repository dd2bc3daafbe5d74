/* A wrong clock for one process, for eng/chaos.sh: with this preloaded, the time of day is CLOCK_OFF seconds later. Clocks that only measure are left alone.
   Not libfaketime: it also moves the runtime's waits, which then end at once (every connection times out). */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *at) {
  int failed = (int)syscall(SYS_clock_gettime, clock, at);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    const char *seconds = getenv("CLOCK_OFF");
    at->tv_sec += seconds ? atol(seconds) : 0;
  }
  return failed;
}
