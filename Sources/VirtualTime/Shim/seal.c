#define _GNU_SOURCE
#include "seal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static __thread vt_leak_handler sealed_handler;

void vt_seal(vt_leak_handler handler) { sealed_handler = handler; }
void vt_unseal(void) { sealed_handler = 0; }
bool vt_is_sealed(void) { return sealed_handler != 0; }
uintptr_t vt_thread(void) { return (uintptr_t)pthread_self(); }

// Whether the caller is sealed; reports the leak if so. The report itself may use what is sealed.
static bool leaks(const char *what) {
  vt_leak_handler handler = sealed_handler;
  if (!handler) return false;
  sealed_handler = 0;
  handler(what);
  sealed_handler = handler;
  return true;
}

#ifdef __linux__  // elsewhere an executable's definitions do not reach its libraries

// What a sealed caller gets in the place of entropy: not zeros, since whoever rejects unfit numbers would ask for ever.
static void fill(void *out, size_t count) {
  static __thread uint64_t state;
  unsigned char *bytes = out;
  for (size_t index = 0; index < count; index++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    bytes[index] = (unsigned char)(state >> 56);
  }
}

// The next definition after ours, looked up once: two threads may both look, and find the same.
#define SYSTEM(result, name, ...)                                      \
  static result (*volatile name##_found)(__VA_ARGS__);                 \
  static result (*system_##name(void))(__VA_ARGS__) {                  \
    if (!name##_found) *(void **)&name##_found = dlsym(RTLD_NEXT, #name); \
    return name##_found;                                               \
  }

SYSTEM(int, clock_gettime, clockid_t, struct timespec *)
SYSTEM(int, gettimeofday, struct timeval *, void *)
SYSTEM(time_t, time, time_t *)
SYSTEM(ssize_t, getrandom, void *, size_t, unsigned)
SYSTEM(int, getentropy, void *, size_t)
SYSTEM(uint32_t, arc4random, void)
SYSTEM(void, arc4random_buf, void *, size_t)
SYSTEM(void, swift_stdlib_random, void *, size_t)
SYSTEM(long, syscall, long, long, long, long, long, long, long)
SYSTEM(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)
SYSTEM(int, open, const char *, int, mode_t)
SYSTEM(int, open64, const char *, int, mode_t)

int clock_gettime(clockid_t clock, struct timespec *out) {
  // Processor time is for profilers and changes nothing that happens.
  bool is_cpu = clock == CLOCK_THREAD_CPUTIME_ID || clock == CLOCK_PROCESS_CPUTIME_ID;
  if (is_cpu || !leaks("clock_gettime")) return system_clock_gettime()(clock, out);
  out->tv_sec = 0;
  out->tv_nsec = 0;
  return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  if (!leaks("gettimeofday")) return system_gettimeofday()(out, zone);
  out->tv_sec = 0;
  out->tv_usec = 0;
  return 0;
}

// Lua asks for the time once for each state, to seed the hashes of its tables. Nothing that happens depends on them:
// scripts see tables sorted.
static bool is_lua(const void *caller) {
  Dl_info info;
  if (!dladdr(caller, &info) || !info.dli_fname) return false;
  const char *name = strrchr(info.dli_fname, '/');
  return strncmp(name ? name + 1 : info.dli_fname, "liblua", 6) == 0;
}

time_t time(time_t *out) {
  if (sealed_handler && is_lua(__builtin_return_address(0))) {
    if (out) *out = 0;
    return 0;
  }
  if (!leaks("time")) return system_time()(out);
  if (out) *out = 0;
  return 0;
}

ssize_t getrandom(void *out, size_t count, unsigned flags) {
  if (!leaks("getrandom")) return system_getrandom()(out, count, flags);
  fill(out, count);
  return (ssize_t)count;
}

int getentropy(void *out, size_t count) {
  if (!leaks("getentropy")) return system_getentropy()(out, count);
  fill(out, count);
  return 0;
}

uint32_t arc4random(void) { return leaks("arc4random") ? 0 : system_arc4random()(); }

void arc4random_buf(void *out, size_t count) {
  if (!leaks("arc4random_buf")) return system_arc4random_buf()(out, count);
  fill(out, count);
}

// Behind SystemRandomNumberGenerator.
void swift_stdlib_random(void *out, size_t count) {
  if (!leaks("SystemRandomNumberGenerator")) return system_swift_stdlib_random()(out, count);
  fill(out, count);
}

// Some libraries ask the kernel directly.
long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long), d = va_arg(rest, long),
       e = va_arg(rest, long), f = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_getrandom && leaks("getrandom")) {
    fill((void *)a, (size_t)b);
    return b;
  }
  return system_syscall()(number, a, b, c, d, e, f);
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*body)(void *),
                   void *restrict context) {
  leaks("pthread_create");  // the thread is started all the same: whoever asked for it may wait for it
  return system_pthread_create()(thread, attributes, body, context);
}

// UUIDs are made from this file.
static bool is_entropy(const char *path) {
  return path && (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (is_entropy(path)) leaks("/dev/urandom");
  return system_open()(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (is_entropy(path)) leaks("/dev/urandom");
  return system_open64()(path, flags, mode);
}

#endif

// A thread that runs one body.

struct thread_start {
  void (*body)(void *);
  void *context;
};

static void *start(void *argument) {
  struct thread_start *given = argument;
  given->body(given->context);
  return 0;
}

bool vt_run_thread(void (*body)(void *), void *context, uint64_t stack_bytes) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes)) return false;
  pthread_attr_setstacksize(&attributes, stack_bytes);
  struct thread_start given = {body, context};
  pthread_t thread;
  bool started = pthread_create(&thread, &attributes, start, &given) == 0;
  pthread_attr_destroy(&attributes);
  if (started) pthread_join(thread, 0);
  return started;
}

// The Swift runtime's view of a job.

#define SWIFT_CALL __attribute__((swiftcall))
extern SWIFT_CALL uintptr_t swift_task_getJobFlags(void *job);
extern SWIFT_CALL uint64_t swift_task_getJobTaskId(void *job);

bool vt_job_is_task(void *job) { return (swift_task_getJobFlags(job) & 0xff) == 0; }
uint64_t vt_job_task(void *job) { return swift_task_getJobTaskId(job); }
