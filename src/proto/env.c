#include "proto/env.h"
#include "proto/crypt.h"
#include "proto/proto_impl.h"

const struct proto_limits proto_limits_usual = {
    .probe = 4 << 10,
    .body = 100 << 10,
    .inflate = 4 << 20,
    .transactions = 256,
    .dns_version = 3,
};

struct proto_env *proto_env_new(
    const struct proto_sink *sink, const struct proto_limits *limits)
{
	struct proto_env *env = mem_alloc(sizeof(*env));

	env->sink = sink;
	env->limits = limits;
	crypt_ready();
	return env;
}

struct proto_env *proto_env_free(struct proto_env *env)
{
	if (!env)
		return NULL;
	for (struct tx_box *box = env->boxes, *next; box; box = next) {
		next = box->next;
		proto_tx_box_free(box);
	}
	for (struct flow_proto *fp = env->states, *next; fp; fp = next) {
		next = fp->next;
		mem_free(fp);
	}
	for (size_t id = 0; id < PROTO_IDS; id++)
		if (protos[id] && protos[id]->unshare && env->shared[id])
			protos[id]->unshare(env->shared[id]);
	return mem_free(env);
}

const struct proto_counts *proto_env_counts(const struct proto_env *env)
{
	return &env->counts;
}
