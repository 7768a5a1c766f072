#include "os/sandbox.h"

#include <errno.h>
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

static int allow_role(scmp_filter_ctx ctx, enum sandbox_role role)
{
	switch (role) {
	case SANDBOX_WORKER:
		return allow_worker(ctx);
	case SANDBOX_GATE:
		return allow_gate(ctx);
	case SANDBOX_SENSOR:
		return allow_sensor(ctx);
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

/* Forbids every file-system access this kernel's Landlock knows. Gives the ABI version, 0 when
 * there is no Landlock. */
static int forbid_files(void)
{
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	long abi =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	long fd;

	if (abi < 1)
		return 0;
	if (abi >= 2)
		attr.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
	fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd < 0)
		return 0;
	if (syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		abi = 0;
	(void)close((int)fd);
	return (int)abi;
}

int sandbox_enter(enum sandbox_role role, int *ret_landlock, struct msg *msg)
{
	int abi, r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		msg_what(msg, "the sandbox cannot be closed");
		msg_detail(msg, "the kernel refused no_new_privs");
		msg_hint(msg, "run on Linux 5.13 or newer");
		return ERR_UNSUPPORTED;
	}
	abi = forbid_files();
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
