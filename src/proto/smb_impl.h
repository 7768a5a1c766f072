/* What smb.c, smb1.c, smb2.c, ntlmssp.c and smb_log.c share. */
#ifndef VARDE_PROTO_SMB_IMPL_H
#define VARDE_PROTO_SMB_IMPL_H

#include "codec/cursor.h"
#include "proto/dcerpc_impl.h"
#include "proto/part.h"

enum {
	SMB_MESSAGE = 64 << 10, /* bytes of a message that are looked at */
	SMB_OPEN = 64,
	SMB_TREES = 64,
	SMB_FILES = 128,
	SMB_DIALECTS = 16,
	SMB_NAME = 1024, /* bytes of a name, as UTF-16 */
	SMB_ID = 16,
	SMB_NONE = 0xffffffff
};

/* What NTLMSSP's last message says (MS-NLMP 2.2.1.3). */
struct smb_ntlmssp {
	bool there, has_version;
	struct span domain, user, host;
	uint8_t major, minor, revision;
	uint16_t build;
};

/* The parser's part of a transaction; what it points to is in its arena. */
struct smb_own {
	uint8_t version; /* 1 or 2 */
	uint16_t command;
	bool answered, dos; /* dos: status is a class and a code */
	uint32_t status;
	uint64_t session;
	uint32_t tree;
	uint16_t dialect;            /* of version 2 and 3; 0: not known */
	struct span dialect_name;    /* of version 1 */
	struct span dialects[SMB_DIALECTS]; /* that the client offers */
	size_t ndialects;
	struct span client_guid, server_guid, id; /* id: of the file */
	struct span share, name, native_os[2], native_lm[2];
	bool pipe, create;
	uint32_t disposition, options;
	uint8_t share_type; /* 1 disk, 2 pipe, 3 printer */
	struct smb_ntlmssp ntlmssp;
	struct dcerpc_call *call; /* NULL: none */
};

struct smb_tree {
	uint32_t id;
	bool pipe;
};

/* A file or pipe that is open. */
struct smb_file {
	uint8_t id[SMB_ID];
	bool used, pipe;
	struct dcerpc_bound *bound; /* of a pipe; the state frees it */
};

struct smb_state {
	struct part part[2];
	uint16_t dialect;
	char dialect_name[32];      /* of version 1 */
	char offered[SMB_DIALECTS][32];
	size_t noffered;
	struct {
		struct tx *tx;
		uint64_t id;
	} open[SMB_OPEN]; /* oldest first */
	size_t nopen;
	struct smb_tree trees[SMB_TREES];
	size_t ntrees; /* ever: the newest overwrite the oldest */
	struct smb_file files[SMB_FILES];
	size_t nfiles;
};

/* The transaction of that identifier; NULL: none is open. */
struct tx *smb_impl_find(struct smb_state *s, uint64_t id);

/* A new one; NULL when too many are open. */
struct tx *smb_impl_new(
    struct proto_env *env, struct flow *flow, struct smb_state *s, uint64_t id);

/* It is answered: told and freed. */
void smb_impl_over(struct proto_env *env, struct smb_state *s, struct tx *tx);

/* Remembers a tree, and says whether it is one of pipes. */
void smb_impl_tree(struct smb_state *s, uint32_t id, bool pipe);
bool smb_impl_is_pipe(const struct smb_state *s, uint32_t tree);

/* Remembers a file; the one that an identifier (of SMB_ID bytes) means, or NULL. */
void smb_impl_file(struct smb_state *s, const uint8_t *id, bool pipe);
struct smb_file *smb_impl_file_of(struct smb_state *s, const uint8_t *id);

/* Bytes that a pipe carries: a message of DCE/RPC, or nothing that we know. */
void smb_impl_pipe(
    struct smb_state *s, struct tx *tx, const uint8_t *file, enum flow_dir dir, struct span b);

/* The messages of each version. */
void smb_impl_v1(struct proto_env *env, struct flow *flow, struct smb_state *s,
    enum flow_dir dir, struct span m);
void smb_impl_v2(struct proto_env *env, struct flow *flow, struct smb_state *s,
    enum flow_dir dir, struct span m);

/* Looks for NTLMSSP in a security blob (ntlmssp.c); copies. */
void smb_impl_ntlmssp(struct tx *tx, struct span blob);

/* The members of EVE's object (smb_log.c). */
void smb_impl_log(const struct tx *tx, struct json_writer *w);

#endif
