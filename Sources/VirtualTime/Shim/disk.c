#include "disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "/sim/"

/// An operating system writes back on its own after a while. This is our "while": beyond it the older half of the
/// un-synced operations becomes durable. It bounds the memory of a run that never syncs.
enum { UNSYNCED_MAX = 1 << 16, UNDO_BYTES_MAX = 1 << 26 };

typedef struct sim_file {
    struct sim_file *next;
    char *name;
    uint8_t *bytes;  // the image that readers see
    size_t size, capacity;
    size_t unsynced;  // this file's entries in the disk's list
    int handles;
    int is_linked;  // 0: deleted, and kept for the handles that still have it open
} sim_file;

/// One un-synced operation. The image already has it; kept is what it takes to undo it.
typedef struct {
    sim_file *file;
    uint64_t offset;  // of the write; the new size for a truncation
    size_t size;      // of the write; 0 for a truncation
    size_t old_size;  // of the file
    size_t undo, undo_size;  // the bytes that stood at `offset`, in the disk's undo buffer
} operation;

typedef struct handle {
    sqlite3_file base;
    sim_disk *disk;  // NULL once the power was cut: such a handle reaches nothing
    sim_file *file;
    struct handle *next;
    int level;  // SQLITE_LOCK_…
    int is_temporary;  // a nameless file of its own, on no disk
    int deletes_on_close;
} handle;

struct sim_disk {
    sim_disk *next;
    uint64_t id, life;
    int has_power, is_full;
    uint64_t steps;
    uint64_t random;
    int64_t now;  // milliseconds since 1970
    sim_disk_before_step ask;
    void *context;
    sim_file *files;
    handle *handles;

    operation *operations;
    size_t count, operations_capacity;
    uint8_t *undo;
    size_t undo_size, undo_capacity;

    // The write being asked about, or at which the power went. `interrupted_copy` owns the bytes once the call is over.
    sim_file *interrupted_file;
    const uint8_t *interrupted;
    uint8_t *interrupted_copy;
    uint64_t interrupted_offset;
    size_t interrupted_size;
};

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;  // guards `disks` and `last_id`, not the disks
static sim_disk *disks;
static uint64_t last_id;
static sqlite3_vfs *ordinary;  // the default VFS before ours
static _Thread_local uint64_t current;  // the disk this thread used last; an id, since the disk may be gone

// MARK: - Disks by number

static sim_disk *find_disk(uint64_t id) {
    if (id == 0) return NULL;
    pthread_mutex_lock(&registry);
    sim_disk *disk = disks;
    while (disk && disk->id != id) disk = disk->next;
    pthread_mutex_unlock(&registry);
    return disk;
}

/// From here on SQLite's random bytes on this thread are those of `disk`.
static inline void use(const sim_disk *disk) {
    if (current == disk->id) return;
    current = disk->id;
    sqlite3_randomness(0, NULL);
}

/// Takes `/sim/<disk>/<life>/<name>` apart. NULL when the disk is gone, in another life, or without power.
static sim_disk *find_path(const char *path, const char **name) {
    char *end;
    uint64_t id = strtoull(path + strlen(ROOT), &end, 10);
    if (*end != '/') return NULL;
    uint64_t life = strtoull(end + 1, &end, 10);
    if (*end != '/') return NULL;
    sim_disk *disk = find_disk(id);
    if (!disk || disk->life != life || !disk->has_power) return NULL;
    use(disk);
    *name = end + 1;
    return disk;
}

static int is_simulated(const char *path) {
    return path && strncmp(path, ROOT, strlen(ROOT)) == 0;
}

static sim_file *find_file(const sim_disk *disk, const char *name) {
    sim_file *file = disk->files;
    while (file && !(file->is_linked && strcmp(file->name, name) == 0)) file = file->next;
    return file;
}

// MARK: - The list of un-synced operations

static int reserve(void **buffer, size_t *capacity, size_t needed, size_t unit) {
    if (needed <= *capacity) return 1;
    size_t larger = *capacity * 2 > needed ? *capacity * 2 : needed + 64;
    void *moved = realloc(*buffer, larger * unit);
    if (!moved) return 0;
    *buffer = moved;
    *capacity = larger;
    return 1;
}

static int resize(sim_file *file, size_t size) {
    if (!reserve((void **)&file->bytes, &file->capacity, size, 1)) return 0;
    if (size > file->size) memset(file->bytes + file->size, 0, size - file->size);
    file->size = size;
    return 1;
}

/// Drops the operations of `file` (NULL: of all files) among the first `limit`: they are durable, or their file is gone.
static void drop(sim_disk *disk, const sim_file *file, size_t limit) {
    size_t kept = 0, undo_size = 0;
    for (size_t index = 0; index < disk->count; index++) {
        operation operation = disk->operations[index];
        if (index < limit && (!file || operation.file == file)) {
            operation.file->unsynced--;
            continue;
        }
        if (operation.undo_size) memmove(disk->undo + undo_size, disk->undo + operation.undo, operation.undo_size);
        operation.undo = undo_size;
        undo_size += operation.undo_size;
        disk->operations[kept++] = operation;
    }
    disk->count = kept;
    disk->undo_size = undo_size;
}

static void drop_file(sim_disk *disk, sim_file *file) {
    if (file->unsynced == 0) return;
    if (file->unsynced == disk->count) {
        file->unsynced = disk->count = disk->undo_size = 0;
    } else {
        drop(disk, file, disk->count);
    }
}

/// Notes how to undo an operation that is about to change `undo_size` bytes at `offset`.
static int note(sim_disk *disk, sim_file *file, uint64_t offset, size_t size, size_t undo_size) {
    if (disk->count >= UNSYNCED_MAX || disk->undo_size >= UNDO_BYTES_MAX) drop(disk, NULL, (disk->count + 1) / 2);
    if (!reserve((void **)&disk->operations, &disk->operations_capacity, disk->count + 1, sizeof(operation))) return 0;
    if (!reserve((void **)&disk->undo, &disk->undo_capacity, disk->undo_size + undo_size, 1)) return 0;
    if (undo_size) memcpy(disk->undo + disk->undo_size, file->bytes + offset, undo_size);
    disk->operations[disk->count++] = (operation){file, offset, size, file->size, disk->undo_size, undo_size};
    disk->undo_size += undo_size;
    file->unsynced++;
    return 1;
}

static int write_bytes(sim_disk *disk, sim_file *file, const uint8_t *bytes, size_t size, uint64_t offset) {
    if (!reserve((void **)&file->bytes, &file->capacity, offset + size, 1)) return 0;
    if (disk) {
        size_t old = offset >= file->size ? 0 : file->size - offset;
        if (!note(disk, file, offset, size, old < size ? old : size)) return 0;
    }
    if (offset + size > file->size) resize(file, offset + size);  // has its room already
    memcpy(file->bytes + offset, bytes, size);
    return 1;
}

/// Undoes the newest operation but for its first `torn` bytes, which must stand in the image.
static void undo_newest(sim_disk *disk, size_t torn) {
    operation operation = disk->operations[--disk->count];
    sim_file *file = operation.file;
    file->unsynced--;
    disk->undo_size = operation.undo;
    size_t end = torn ? operation.offset + torn : 0;
    file->size = end > operation.old_size ? end : operation.old_size;
    if (torn < operation.undo_size) {
        memcpy(file->bytes + operation.offset + torn, disk->undo + operation.undo + torn, operation.undo_size - torn);
    }
}

// MARK: - Files and handles

static void free_file(sim_disk *disk, sim_file *file) {
    if (disk) {
        drop_file(disk, file);
        if (disk->interrupted_file == file) disk->interrupted_file = NULL;
        sim_file **link = &disk->files;
        while (*link != file) link = &(*link)->next;
        *link = file->next;
    }
    free(file->bytes);
    free(file->name);
    free(file);
}

static sim_file *make_file(sim_disk *disk, const char *name) {
    sim_file *file = calloc(1, sizeof *file);
    if (!file) return NULL;
    file->name = strdup(name);
    if (!file->name) {
        free(file);
        return NULL;
    }
    file->is_linked = 1;
    if (disk) {
        file->next = disk->files;
        disk->files = file;
    }
    return file;
}

static void unlink_file(sim_disk *disk, sim_file *file) {
    file->is_linked = 0;
    drop_file(disk, file);
    if (file->handles == 0) free_file(disk, file);
}

static void release_file(sim_disk *disk, sim_file *file) {
    if (--file->handles == 0 && !file->is_linked) free_file(disk, file);
}

/// Makes all open handles dead and gives the files to nobody.
static void detach_all(sim_disk *disk) {
    while (disk->handles) {
        handle *open = disk->handles;
        disk->handles = open->next;
        if (open->deletes_on_close) open->file->is_linked = 0;
        release_file(disk, open->file);
        open->disk = NULL;
        open->file = NULL;
    }
}

static void forget_interrupted(sim_disk *disk) {
    free(disk->interrupted_copy);
    disk->interrupted_copy = NULL;
    disk->interrupted_file = NULL;
}

/// Counts a step and asks whether it may happen. Afterwards a handle must be looked at again: the answer may have come
/// from a callee that cut the power.
static int may_step(sim_disk *disk, sim_disk_step step) {
    disk->steps++;
    if (!disk->ask) return 1;
    uint64_t life = disk->life;
    if (disk->ask(disk->context, step)) return disk->life == life && disk->has_power;
    if (disk->life == life) disk->has_power = 0;
    return 0;
}

// MARK: - sqlite3_io_methods

static int is_dead(const handle *open) {
    if (open->is_temporary) return 0;
    if (!open->disk || !open->disk->has_power) return 1;
    use(open->disk);
    return 0;
}

static int file_close(sqlite3_file *base) {
    handle *open = (handle *)base;
    sim_file *file = open->file;
    if (open->is_temporary) {
        free_file(NULL, file);
    } else if (open->disk) {
        sim_disk *disk = open->disk;
        handle **link = &disk->handles;
        while (*link != open) link = &(*link)->next;
        *link = open->next;
        if (open->deletes_on_close && disk->has_power && file->is_linked) unlink_file(disk, file);
        release_file(disk, file);
    }
    open->disk = NULL;
    open->file = NULL;
    open->base.pMethods = NULL;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset) {
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_READ;
    sim_file *file = open->file;
    size_t there = (size_t)offset >= file->size ? 0 : file->size - (size_t)offset;
    if (there >= (size_t)size) {
        memcpy(bytes, file->bytes + offset, (size_t)size);
        return SQLITE_OK;
    }
    if (there) memcpy(bytes, file->bytes + offset, there);
    memset((uint8_t *)bytes + there, 0, (size_t)size - there);
    return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_WRITE;
    sim_disk *disk = open->disk;
    if (disk) {
        disk->interrupted_file = open->file;
        disk->interrupted = bytes;
        disk->interrupted_offset = (uint64_t)offset;
        disk->interrupted_size = (size_t)size;
        if (!may_step(disk, SIM_DISK_WRITE)) {
            // Still to be decided: SQLite's buffer does not outlive this call.
            if (open->disk && (disk->interrupted_copy = malloc((size_t)size))) {
                memcpy(disk->interrupted_copy, bytes, (size_t)size);
                disk->interrupted = disk->interrupted_copy;
            } else {
                disk->interrupted_file = NULL;
            }
            return SQLITE_IOERR_WRITE;
        }
        disk->interrupted_file = NULL;
        if (disk->is_full) return SQLITE_FULL;
    }
    return write_bytes(disk, open->file, bytes, (size_t)size, (uint64_t)offset) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_TRUNCATE;
    sim_file *file = open->file;
    if (!reserve((void **)&file->bytes, &file->capacity, (size_t)size, 1)) return SQLITE_IOERR_NOMEM;
    if (open->disk) {
        if (!may_step(open->disk, SIM_DISK_TRUNCATE)) return SQLITE_IOERR_TRUNCATE;
        size_t lost = file->size > (size_t)size ? file->size - (size_t)size : 0;
        if (!note(open->disk, file, (uint64_t)size, 0, lost)) return SQLITE_IOERR_NOMEM;
    }
    return resize(file, (size_t)size) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int file_sync(sqlite3_file *base, int flags) {
    (void)flags;
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_FSYNC;
    if (!open->disk) return SQLITE_OK;
    if (!may_step(open->disk, SIM_DISK_SYNC)) return SQLITE_IOERR_FSYNC;
    drop_file(open->disk, open->file);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_FSTAT;
    *size = (sqlite3_int64)open->file->size;
    return SQLITE_OK;
}

/// The highest lock that another handle has on the same file.
static int others_level(const handle *open) {
    int level = SQLITE_LOCK_NONE;
    for (handle *other = open->disk ? open->disk->handles : NULL; other; other = other->next) {
        if (other != open && other->file == open->file && other->level > level) level = other->level;
    }
    return level;
}

static int file_lock(sqlite3_file *base, int level) {
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_LOCK;
    if (open->level >= level) return SQLITE_OK;
    int others = others_level(open);
    int is_free = level == SQLITE_LOCK_SHARED     ? others < SQLITE_LOCK_PENDING
                  : level == SQLITE_LOCK_RESERVED ? others < SQLITE_LOCK_RESERVED
                                                  : others == SQLITE_LOCK_NONE;
    if (is_free) {
        open->level = level;
        return SQLITE_OK;
    }
    // Waiting for the last readers: no new one may come.
    if (level == SQLITE_LOCK_EXCLUSIVE && others < SQLITE_LOCK_RESERVED) open->level = SQLITE_LOCK_PENDING;
    return SQLITE_BUSY;
}

static int file_unlock(sqlite3_file *base, int level) {
    handle *open = (handle *)base;
    if (open->level > level) open->level = level;
    return SQLITE_OK;
}

static int file_check_reserved(sqlite3_file *base, int *is_reserved) {
    handle *open = (handle *)base;
    if (is_dead(open)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    *is_reserved = open->level >= SQLITE_LOCK_RESERVED || others_level(open) >= SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
    (void)base, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *base) {
    (void)base;
    return 4096;
}

/// As SQLite's own unix VFS: a torn write leaves the bytes around it alone. Nothing else is promised.
static int file_characteristics(sqlite3_file *base) {
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// Version 1: no shared memory. Exclusive locking keeps the index of the write-ahead log on the heap.
static const sqlite3_io_methods file_methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
};

// MARK: - sqlite3_vfs

/// A nameless file of SQLite (a statement's journal, a sorter's spill) is no part of what survives, and no step.
static int open_temporary(handle *open) {
    memset(open, 0, sizeof *open);
    open->file = make_file(NULL, "");
    if (!open->file) return SQLITE_NOMEM;
    open->is_temporary = 1;
    open->base.pMethods = &file_methods;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags) {
    (void)vfs;
    handle *open = (handle *)base;
    if (!path && find_disk(current)) {
        if (out_flags) *out_flags = flags;
        return open_temporary(open);
    }
    if (!is_simulated(path)) return ordinary->xOpen(ordinary, path, base, flags, out_flags);
    memset(open, 0, sizeof *open);
    const char *name;
    sim_disk *disk = find_path(path, &name);
    if (!disk) return SQLITE_IOERR;
    sim_file *file = find_file(disk, name);
    if (file ? (flags & SQLITE_OPEN_CREATE) && (flags & SQLITE_OPEN_EXCLUSIVE) : !(flags & SQLITE_OPEN_CREATE)) {
        return SQLITE_CANTOPEN;
    }
    if (!file && !(file = make_file(disk, name))) return SQLITE_NOMEM;
    file->handles++;
    open->disk = disk;
    open->file = file;
    open->deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    open->next = disk->handles;
    disk->handles = open;
    open->base.pMethods = &file_methods;
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    (void)vfs;
    if (!is_simulated(path)) return ordinary->xDelete(ordinary, path, sync_folder);
    const char *name;
    sim_disk *disk = find_path(path, &name);
    if (!disk) return SQLITE_IOERR_DELETE;
    if (!find_file(disk, name)) return SQLITE_IOERR_DELETE_NOENT;
    if (!may_step(disk, SIM_DISK_DELETE)) return SQLITE_IOERR_DELETE;
    sim_file *file = find_file(disk, name);
    if (file) unlink_file(disk, file);
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    if (!is_simulated(path)) return ordinary->xAccess(ordinary, path, flags, result);
    const char *name;
    sim_disk *disk = find_path(path, &name);
    *result = 0;
    if (!disk) return SQLITE_IOERR_ACCESS;
    sim_file *file = find_file(disk, name);
    // As SQLite's own unix VFS: an empty journal does not "exist".
    *result = file && (flags != SQLITE_ACCESS_EXISTS || file->size > 0);
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int capacity, char *full) {
    (void)vfs;
    if (!is_simulated(path)) return ordinary->xFullPathname(ordinary, path, capacity, full);
    if (strlen(path) >= (size_t)capacity) return SQLITE_CANTOPEN;
    memcpy(full, path, strlen(path) + 1);
    return SQLITE_OK;
}

static void *vfs_dl_open(sqlite3_vfs *vfs, const char *path) {
    (void)vfs;
    return ordinary->xDlOpen ? ordinary->xDlOpen(ordinary, path) : NULL;
}

static void vfs_dl_error(sqlite3_vfs *vfs, int capacity, char *message) {
    (void)vfs;
    if (ordinary->xDlError) ordinary->xDlError(ordinary, capacity, message);
}

static void (*vfs_dl_sym(sqlite3_vfs *vfs, void *library, const char *symbol))(void) {
    (void)vfs;
    return ordinary->xDlSym ? ordinary->xDlSym(ordinary, library, symbol) : NULL;
}

static void vfs_dl_close(sqlite3_vfs *vfs, void *library) {
    (void)vfs;
    if (ordinary->xDlClose) ordinary->xDlClose(ordinary, library);
}

/// SplitMix64, as `SeededGenerator`.
static uint64_t next_random(sim_disk *disk) {
    uint64_t mixed = disk->random += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *bytes) {
    (void)vfs;
    sim_disk *disk = find_disk(current);
    if (!disk) return ordinary->xRandomness(ordinary, size, bytes);
    uint64_t bits = 0;
    for (int index = 0; index < size; index++, bits >>= 8) {
        if (index % 8 == 0) bits = next_random(disk);
        bytes[index] = (char)(bits & 0xFF);
    }
    return size;
}

/// Virtual time does not pass while one thread waits, so waiting for a lock is over at once.
static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return find_disk(current) ? microseconds : ordinary->xSleep(ordinary, microseconds);
}

/// SQLite counts milliseconds from noon on 24 November 4714 B.C. (Julian day 0).
static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *now) {
    (void)vfs;
    sim_disk *disk = find_disk(current);
    if (disk) {
        *now = disk->now + 210866760000000;
        return SQLITE_OK;
    }
    if (ordinary->iVersion >= 2 && ordinary->xCurrentTimeInt64) return ordinary->xCurrentTimeInt64(ordinary, now);
    double days;
    int code = ordinary->xCurrentTime(ordinary, &days);
    *now = (sqlite3_int64)(days * 86400000.0);
    return code;
}

static int vfs_time_days(sqlite3_vfs *vfs, double *days) {
    sqlite3_int64 now = 0;
    int code = vfs_time(vfs, &now);
    *days = (double)now / 86400000.0;
    return code;
}

static int vfs_last_error(sqlite3_vfs *vfs, int capacity, char *message) {
    (void)vfs;
    return find_disk(current) || !ordinary->xGetLastError ? 0
                                                          : ordinary->xGetLastError(ordinary, capacity, message);
}

static sqlite3_vfs simulated = {
    .iVersion = 2,
    .zName = "rehearsal",
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_path,
    .xDlOpen = vfs_dl_open,
    .xDlError = vfs_dl_error,
    .xDlSym = vfs_dl_sym,
    .xDlClose = vfs_dl_close,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_time_days,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_time,
};

static void register_once(void) {
    ordinary = sqlite3_vfs_find(NULL);
    if (!ordinary) return;
    int size = (int)sizeof(handle);
    simulated.szOsFile = ordinary->szOsFile > size ? ordinary->szOsFile : size;
    simulated.mxPathname = ordinary->mxPathname;
    if (sqlite3_vfs_register(&simulated, 1) != SQLITE_OK) ordinary = NULL;
}

// MARK: - The disk, for its owner

sim_disk *sim_disk_make(uint64_t seed) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
    sim_disk *disk = ordinary ? calloc(1, sizeof *disk) : NULL;
    if (!disk) return NULL;
    disk->random = seed;
    disk->has_power = 1;
    disk->life = 1;
    pthread_mutex_lock(&registry);
    disk->id = ++last_id;
    disk->next = disks;
    disks = disk;
    pthread_mutex_unlock(&registry);
    return disk;
}

void sim_disk_free(sim_disk *disk) {
    pthread_mutex_lock(&registry);
    sim_disk **link = &disks;
    while (*link != disk) link = &(*link)->next;
    *link = disk->next;
    pthread_mutex_unlock(&registry);
    if (current == disk->id) {
        current = 0;
        sqlite3_randomness(0, NULL);
    }
    forget_interrupted(disk);
    detach_all(disk);
    while (disk->files) free_file(disk, disk->files);
    free(disk->operations);
    free(disk->undo);
    free(disk);
}

void sim_disk_ask(sim_disk *disk, sim_disk_before_step ask, void *context) {
    disk->ask = ask;
    disk->context = context;
}

void sim_disk_set_now(sim_disk *disk, int64_t milliseconds) {
    use(disk);
    disk->now = milliseconds;
}

void sim_disk_set_full(sim_disk *disk, int is_full) { disk->is_full = is_full; }

uint64_t sim_disk_steps(const sim_disk *disk) { return disk->steps; }

int sim_disk_has_power(const sim_disk *disk) { return disk->has_power; }

int sim_disk_path(const sim_disk *disk, const char *name, char *path, size_t capacity) {
    int size = snprintf(
        path, capacity, ROOT "%llu/%llu/%s", (unsigned long long)disk->id, (unsigned long long)disk->life, name);
    return size > 0 && (size_t)size < capacity;
}

int sim_disk_contents(const sim_disk *disk, const char *name, const uint8_t **bytes, size_t *size) {
    sim_file *file = find_file(disk, name);
    if (!file) return 0;
    *bytes = file->bytes;
    *size = file->size;
    return 1;
}

size_t sim_disk_unsynced(const sim_disk *disk) { return disk->count; }

void sim_disk_add_interrupted(sim_disk *disk) {
    sim_file *file = disk->interrupted_file;
    if (!file || !file->is_linked) return;
    write_bytes(disk, file, disk->interrupted, disk->interrupted_size, disk->interrupted_offset);
    forget_interrupted(disk);
}

void sim_disk_unsynced_write(const sim_disk *disk, size_t index, uint64_t *offset, size_t *size) {
    *offset = disk->operations[index].offset;
    *size = disk->operations[index].size;
}

void sim_disk_kill(sim_disk *disk) {
    forget_interrupted(disk);
    detach_all(disk);
    disk->has_power = 0;
    disk->life++;
}

void sim_disk_cut(sim_disk *disk, size_t kept, size_t torn) {
    while (disk->count > kept + 1) undo_newest(disk, 0);
    if (disk->count > kept) undo_newest(disk, torn < disk->operations[kept].size ? torn : disk->operations[kept].size);
    drop(disk, NULL, disk->count);
    sim_disk_kill(disk);
}

void sim_disk_restore(sim_disk *disk) {
    if (disk->has_power) return;
    sim_disk_kill(disk);  // for a power that went at a step and of which nobody decided what it took
    disk->has_power = 1;
}
