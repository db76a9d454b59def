/* processor_time.h: bounds on time for tests, which what else the machine does cannot break. */
#ifndef ASSAY_TEST_PROCESSOR_TIME_H
#define ASSAY_TEST_PROCESSOR_TIME_H

#include <time.h>

/** processor_seconds: processor time of this thread so far. */
static inline double processor_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

#endif
