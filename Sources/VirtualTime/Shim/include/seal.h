#pragma once
#include <stdbool.h>
#include <stdint.h>

// The tripwire below the seams. The executable's own definitions of libc's clocks, entropy and thread start win over
// libc's for every library in the process. While one thread is sealed, a call of theirs from that thread is a leak of
// determinism: it is reported, answered with a fixed value, and never reaches the system. All other threads, and every
// thread while nothing is sealed, get the system's own function.

/// What was called, such as "clock_gettime". Runs on the sealed thread, with the seal lifted for its duration.
typedef void (*vt_leak_handler)(const char *what);

/// Seals the calling thread.
void vt_seal(vt_leak_handler handler);
/// Lifts the seal.
void vt_unseal(void);
/// Whether the calling thread is sealed.
bool vt_is_sealed(void);
/// The calling thread, for comparing.
uintptr_t vt_thread(void);

/// Starts a thread with a stack of so many bytes and waits for its end. False when it could not be started.
bool vt_run_thread(void (*body)(void *), void *context, uint64_t stack_bytes);

// What the Swift runtime tells of a job; `job` is an UnownedJob's bits.

/// Whether the job is a task; if not it is an actor's drain job or the like, whose number means nothing.
bool vt_job_is_task(void *job);
/// The number of the job's task, unique in the process.
uint64_t vt_job_task(void *job);
