#pragma once
#include <stddef.h>
#include <stdint.h>

/// A simulated disk: files in memory under SQLite, which forgets at a power cut what was not synced.
///
/// The disks are reached through one SQLite VFS, which becomes the default one of the process when the first disk is
/// made. It answers for the paths below `/sim/` and hands every other path to the VFS that was the default before, so
/// ordinary databases work on alongside. A path is `/sim/<disk>/<life>/<name>`: the life of the disk changes whenever
/// the power goes, so a connection opened before that names files that exist no more, and can neither read, write nor
/// delete what a later connection works on.
///
/// What survives is decided by operation, not by page: the writes and truncations since the last sync of their file
/// stand in one common order, and a power cut undoes them from the newest backwards. Creating and deleting a file is
/// durable at once (as if the folder were synced each time): SQLite's write-ahead log needs neither to be lost to show
/// its mistakes, and never deletes it while it works.
///
/// No lock: a disk and its live connections belong to one thread at a time. A connection whose power was cut holds no
/// pointer to the disk any more and may be closed on any thread, at any time.
///
/// SQLite's random bytes (the salts in its log) and its `now` come from the disk that this thread used last, by an
/// operation or by `sim_disk_set_now`; a thread that used none gets the system's. SQLite has one generator for the
/// process, which is seeded afresh whenever the disk changes. So bytes repeat only where no other thread uses SQLite.
typedef struct sim_disk sim_disk;

/// What can be interrupted by a power cut.
typedef enum sim_disk_step {
    SIM_DISK_WRITE = 0,
    SIM_DISK_SYNC = 1,
    SIM_DISK_TRUNCATE = 2,
    SIM_DISK_DELETE = 3,
} sim_disk_step;

/// Asked before each step. On 0 the power goes out: the step does not happen, and all that follows fails. May cut the
/// power itself, but must not free the disk.
typedef int (*sim_disk_before_step)(void *context, sim_disk_step step);

/// Makes an empty disk with power, whose random bytes follow from `seed`. NULL when memory or SQLite refuses.
sim_disk *sim_disk_make(uint64_t seed);

/// Frees the disk and its files. Connections that are still open fail from now on.
void sim_disk_free(sim_disk *disk);

/// Sets whom to ask before each step; `ask` NULL: nobody.
void sim_disk_ask(sim_disk *disk, sim_disk_before_step ask, void *context);

/// What `now` means in SQL, in milliseconds since 1970-01-01T00:00:00Z. The thread counts as using this disk.
void sim_disk_set_now(sim_disk *disk, int64_t milliseconds);

/// The steps so far, the one being asked about and the one at which the power went included.
uint64_t sim_disk_steps(const sim_disk *disk);

/// 1 unless the power is out.
int sim_disk_has_power(const sim_disk *disk);

/// Whether the disk is full from now on: writes fail with SQLITE_FULL then, and change nothing. All of them, as on a file
/// system that writes each block anew; truncating and deleting work.
void sim_disk_set_full(sim_disk *disk, int is_full);

/// Writes the path under which SQLite finds `name` in the disk's present life. 0 when it does not fit.
int sim_disk_path(const sim_disk *disk, const char *name, char *path, size_t capacity);

/// The bytes of the file `name` as a reader sees them, un-synced ones included, until the next operation on the disk.
/// 0 when there is no such file; `bytes` may be NULL for an empty one.
int sim_disk_contents(const sim_disk *disk, const char *name, const uint8_t **bytes, size_t *size);

/// How many writes and truncations have not been synced, in all files.
size_t sim_disk_unsynced(const sim_disk *disk);

/// Puts the write at which the power went last into the list of un-synced operations, so that it can be there in part.
/// Nothing happens when the power went at another step, or has not gone.
void sim_disk_add_interrupted(sim_disk *disk);

/// The place in its file and the size of the un-synced write `index`, in bytes; size 0 for a truncation.
void sim_disk_unsynced_write(const sim_disk *disk, size_t index, uint64_t *offset, size_t *size);

/// The process dies, the disk does not: connections are dead, the un-synced operations are there, and still un-synced.
void sim_disk_kill(sim_disk *disk);

/// The power goes: connections are dead; of the un-synced operations the first `kept` have become durable, then the
/// first `torn` bytes of the next one (0 for none), and the others never happened.
void sim_disk_cut(sim_disk *disk, size_t kept, size_t torn);

/// The disk works again, for connections opened from now on. Without a kill or cut before it: as after a kill.
void sim_disk_restore(sim_disk *disk);
