#include "os/sandbox.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Calls that both roles need: memory, time, signals, and reading and writing descriptors that
 * are open already. */
static const int common_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(lseek),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(madvise),
    SCMP_SYS(mremap),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(futex),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(fcntl),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_yield),
    SCMP_SYS(rseq),
    SCMP_SYS(membarrier),
    SCMP_SYS(tgkill),
};

static int allow_common(scmp_filter_ctx ctx)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(common_calls) && r == 0; i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, common_calls[i], 0);
	/* Memory may be mapped and its protection changed, but never made executable. */
	if (r == 0)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (r == 0)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return r;
}

/* A datagram socket is connected by the gate: without a destination of its own a send cannot go
 * elsewhere. */
static int allow_worker(scmp_filter_ctx ctx)
{
	int r =
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, SCMP_A4(SCMP_CMP_EQ, 0));

	/* To collect the gate process at the end. */
	return r < 0 ? r : seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(wait4), 0);
}

static int allow_gate(scmp_filter_ctx ctx)
{
	static const int calls[] = {
	    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(sendmsg), SCMP_SYS(sendto)};
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(calls) && r == 0; i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
	if (r == 0)
		r = seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_INET));
	if (r == 0)
		r = seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_INET6));
	return r;
}

/* The sensor sends nothing: what it has is read, written or waited for. */
static int allow_sensor(scmp_filter_ctx ctx)
{
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(fdatasync), 0);
}

/* The keeper uses files of its folders; Landlock says which folders those are. */
static int allow_keeper(scmp_filter_ctx ctx)
{
	static const int calls[] = {SCMP_SYS(openat), SCMP_SYS(getdents64), SCMP_SYS(rename),
	    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	    SCMP_SYS(truncate), SCMP_SYS(ftruncate), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
	    SCMP_SYS(sendmsg)};
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(calls) && r == 0; i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
	return r;
}

static int allow_role(scmp_filter_ctx ctx, enum sandbox_role role)
{
	switch (role) {
	case SANDBOX_WORKER:
		return allow_worker(ctx);
	case SANDBOX_GATE:
		return allow_gate(ctx);
	case SANDBOX_SENSOR:
		return allow_sensor(ctx);
	case SANDBOX_KEEPER:
		return allow_keeper(ctx);
	}
	return -EINVAL;
}

static int load_filter(enum sandbox_role role)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r;

	if (!ctx)
		return -ENOMEM;
	r = allow_common(ctx);
	if (r == 0)
		r = allow_role(ctx, role);
	if (r == 0)
		r = seccomp_load(ctx);
	seccomp_release(ctx);
	return r;
}

/* Rights that newer headers name. */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)

static uint64_t rights_of(const struct sandbox_folder *f, uint64_t handled)
{
	uint64_t rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

	if (f->write)
		rights |= LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
			  LANDLOCK_ACCESS_FS_REMOVE_FILE | ACCESS_TRUNCATE;
	return rights & handled;
}

static int allow_folder(
    int ruleset, const struct sandbox_folder *f, uint64_t handled, struct msg *msg)
{
	struct landlock_path_beneath_attr attr = {.allowed_access = rights_of(f, handled)};
	int r = 0;

	attr.parent_fd = open(f->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (attr.parent_fd < 0)
		return file_error("open", f->path, msg);
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0) < 0)
		r = file_error("allow the use of", f->path, msg);
	(void)close(attr.parent_fd);
	return r;
}

/* Forbids every file-system access this kernel's Landlock knows, but for the folders.
 * *ret_abi: its version, 0 when there is no Landlock. */
static int forbid_files(
    const struct sandbox_folder *folders, size_t n, int *ret_abi, struct msg *msg)
{
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	long abi =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	int r = 0;
	long fd;

	*ret_abi = 0;
	if (abi < 1)
		return 0;
	if (abi >= 2)
		attr.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		attr.handled_access_fs |= ACCESS_TRUNCATE;
	fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd < 0)
		return 0;
	for (size_t i = 0; i < n && r == 0; i++)
		r = allow_folder((int)fd, &folders[i], attr.handled_access_fs, msg);
	if (r == 0 && syscall(SYS_landlock_restrict_self, fd, 0) == 0)
		*ret_abi = (int)abi;
	(void)close((int)fd);
	return r;
}

static int enter(enum sandbox_role role, const struct sandbox_folder *folders, size_t n,
    int *ret_landlock, struct msg *msg)
{
	int abi, r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		msg_what(msg, "the sandbox cannot be closed");
		msg_detail(msg, "the kernel refused no_new_privs");
		msg_hint(msg, "run on Linux 5.13 or newer");
		return ERR_UNSUPPORTED;
	}
	r = forbid_files(folders, n, &abi, msg);
	if (r < 0)
		return r;
	r = load_filter(role);
	if (r < 0) {
		msg_what(msg, "the sandbox cannot be closed");
		msg_detail(msg, "seccomp: %s",
		    strerrordesc_np(-r) ? strerrordesc_np(-r) : "unknown error");
		msg_hint(msg,
		    "run on a kernel with CONFIG_SECCOMP_FILTER; nothing foreign was read");
		return ERR_UNSUPPORTED;
	}
	if (ret_landlock)
		*ret_landlock = abi;
	return 0;
}

int sandbox_enter(enum sandbox_role role, int *ret_landlock, struct msg *msg)
{
	return enter(role, NULL, 0, ret_landlock, msg);
}

int sandbox_enter_with(
    const struct sandbox_folder *folders, size_t n, int *ret_landlock, struct msg *msg)
{
	return enter(SANDBOX_KEEPER, folders, n, ret_landlock, msg);
}
