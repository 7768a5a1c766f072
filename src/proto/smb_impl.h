/* What smb.c, smb1.c, smb2.c, ntlmssp.c and smb_log.c share. */
#ifndef VARDE_PROTO_SMB_IMPL_H
#define VARDE_PROTO_SMB_IMPL_H

#include "codec/cursor.h"
#include "proto/carry.h"
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
	SMB_FILE_NAME = 256, /* bytes of a file's name that are kept while it is open */
	SMB_CONTENTS = 16,   /* files of a flow whose contents are told at the same time */
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
	bool numbered;      /* its version is a buffer */
	bool answered, dos; /* dos: status is a class and a code */
	uint32_t status;
	uint64_t session;
	uint32_t tree;
	uint16_t dialect;                   /* of version 2 and 3; 0: not known */
	struct span dialect_name;           /* of version 1 */
	struct span dialects[SMB_DIALECTS]; /* that the client offers */
	size_t ndialects;
	struct span client_guid, server_guid, id; /* id: of the file */
	struct span share, name, native_os[2], native_lm[2];
	bool pipe, create, file; /* file: what was read from or written to one */
	uint32_t disposition, options;
	uint8_t share_type; /* 1 disk, 2 pipe, 3 printer */
	struct smb_ntlmssp ntlmssp;
	struct dcerpc_call *call; /* NULL: none */
};

struct smb_tree {
	uint32_t id;
	bool pipe;
};

/* What a file that is open carries. */
struct smb_content {
	char name[SMB_FILE_NAME];
	uint16_t name_n;
	uint32_t tree;
	uint64_t session;
	struct tx *tx; /* NULL: nothing was read or written yet */
	struct carry file;
	uint64_t at; /* where the next bytes of it stand */
};

/* A file or pipe that is open; the state frees what belongs to it. */
struct smb_file {
	uint8_t id[SMB_ID];
	bool used, pipe;
	struct dcerpc_bound *bound;  /* of a pipe */
	struct smb_content *content; /* of a file */
};

/* A reading or writing of a file that is not answered yet. */
struct smb_wait {
	bool used;
	uint64_t id, at;
	uint8_t file[SMB_ID];
};

/* Bytes of a file. */
struct smb_piece {
	uint8_t version;
	uint16_t command;
	enum flow_dir dir;
	uint64_t at, total; /* offset in the file; bytes that the message says it has */
	struct span data;   /* those of them that are at hand */
};

struct smb_state {
	struct part part[2];
	uint16_t dialect;
	char dialect_name[32]; /* of version 1 */
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
	struct smb_wait waits[SMB_OPEN]; /* the newest overwrite the oldest */
	size_t nwaits;
	struct {
		struct smb_file *file;
		uint64_t left; /* bytes of it that the message at hand still has */
	} run[2];
};

/* The transaction of that identifier; NULL: none is open. */
struct tx *smb_impl_find(struct smb_state *s, uint64_t id);

/* A negotiation that was asked for in version 1 and is not answered; NULL: there is none. */
struct tx *smb_impl_negotiation(struct smb_state *s);

/* A new one; NULL when too many are open. */
struct tx *smb_impl_new(
    struct proto_env *env, struct flow *flow, struct smb_state *s, uint64_t id);

/* It is answered: told and freed. */
void smb_impl_over(struct proto_env *env, struct smb_state *s, struct tx *tx);

/* Remembers a tree, and says whether it is one of pipes. */
void smb_impl_tree(struct smb_state *s, uint32_t id, bool pipe);
bool smb_impl_is_pipe(const struct smb_state *s, uint32_t tree);

/* Whether its beginning was seen. */
bool smb_impl_tree_known(const struct smb_state *s, uint32_t tree);

/* Remembers the file or pipe that own opened by its identifier (of SMB_ID bytes); the one that
 * it means, or NULL (smb_file.c). */
void smb_impl_file(
    struct proto_env *env, struct smb_state *s, const uint8_t *id, const struct smb_own *own);
struct smb_file *smb_impl_file_of(struct smb_state *s, const uint8_t *id);

/* It is closed: its contents are told. */
void smb_impl_close(struct proto_env *env, struct smb_state *s, const uint8_t *id);

/* All whose contents came in that direction are over; ends what they keep. */
void smb_impl_files_end(struct proto_env *env, struct smb_state *s, enum flow_dir dir);
void smb_impl_files_free(struct smb_state *s);

/* A reading or writing is asked for; false: none is waited for by that identifier. */
void smb_impl_wait(struct smb_state *s, uint64_t id, const uint8_t *file, uint64_t at);
bool smb_impl_waited(struct smb_state *s, uint64_t id, struct smb_wait *ret);

/* Bytes of a file (borrows); what comes of the same message behind what is kept of it; n bytes
 * of that are missing. */
void smb_impl_data(struct proto_env *env, struct flow *flow, struct smb_state *s,
    struct smb_file *file, const struct smb_piece *p);
void smb_impl_more(
    struct proto_env *env, struct smb_state *s, enum flow_dir dir, struct span data);
void smb_impl_lost(struct smb_state *s, enum flow_dir dir, uint64_t n);

/* What the server says of its reading or writing. */
void smb_impl_answered(const struct smb_file *file, uint32_t status);

/* Bytes that a pipe carries: a message of DCE/RPC, or nothing that we know. */
void smb_impl_pipe(
    struct smb_state *s, struct tx *tx, const uint8_t *id, enum flow_dir dir, struct span b);

/* Whether bytes for a pipe are a message of DCE/RPC to its server. */
bool smb_impl_asks(struct span b);

/* Whether bytes that are written to a file (NULL: not known) ask something of a pipe. A file on
 * a tree whose beginning was not seen is a pipe when it begins with a bind. */
bool smb_impl_asks_pipe(struct smb_state *s, struct smb_file *file, struct span b);

/* What was read from a pipe: the answer to what was written to it before. */
void smb_impl_pipe_answer(struct proto_env *env, struct smb_state *s,
    const struct smb_file *file, uint32_t status, struct span b);

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
