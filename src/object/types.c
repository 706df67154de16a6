/* SPDX-License-Identifier: Apache-2.0
 * types.c - a system's BTF as the verifier asks it (axiom/types.h): fields of its structs, arguments of its functions.
 *
 * Rules as Linux's btf_struct_walk and btf_ctx_access: a pointer is read whole, a pointer into user or per-CPU memory is a
 * number, the first member of a union that reaches far enough decides. */
#include <axiom/types.h>
#include "base/str.h"
#include "object/btf.h"

static bool is_struct(u32 kind)
{
	return kind == AXI_BTF_STRUCT || kind == AXI_BTF_UNION;
}

/* The struct that a pointer type leads to; 0: something else. */
static u32 pointee(const struct axi_btf_view *btf, struct axi_btf_type pointer)
{
	struct axi_btf_type t = pointer;

	for (u32 depth = 0; depth < AXI_BTF_DEPTH; depth++) {
		if (!t.size_or_type)
			return 0;
		t = axi_btf_type(btf, t.size_or_type);
		if (t.kind == AXI_BTF_TYPE_TAG && (axi_streq(t.name, "user") || axi_streq(t.name, "percpu")))
			return 0;
		if (is_struct(t.kind))
			return t.id;
		if (t.kind != AXI_BTF_TYPE_TAG && t.kind != AXI_BTF_TYPEDEF && t.kind != AXI_BTF_CONST &&
		    t.kind != AXI_BTF_VOLATILE && t.kind != AXI_BTF_RESTRICT)
			return 0;
	}
	return 0;
}

/* The member of `t` that byte `off` lies in, as an element when it is an array: *type, and *at: where that starts; *end: where
 * the whole member ends, since numbers may be read across the elements of an array.
 * 1: found, 0: none, 2: bits of numbers alone. */
static int find_member(const struct axi_btf_view *btf, const struct axi_btf_type *t, s64 off, u32 size, u32 *type, s64 *at,
		       s64 *end)
{
	for (u32 i = 0; i < t->vlen; i++) {
		struct axi_btf_member m = axi_btf_member(btf, t, i);
		u32 bits = t->flag ? m.offset >> 24 : 0, start = t->flag ? m.offset & 0xffffff : m.offset, bytes;
		struct axi_btf_type mt;
		u64 each;

		*at = start / 8;
		if (bits) {
			if (off <= *at && (start + bits + 7) / 8 <= off + size)
				return 2;
			continue;
		}
		*type = axi_btf_skip(btf, m.type);
		if (off < *at || !*type || axi_btf_size(btf, *type, &bytes) || off >= *at + bytes)
			continue;
		*end = *at + bytes;
		mt = axi_btf_type(btf, *type);
		for (u32 depth = 0; mt.kind == AXI_BTF_ARRAY && depth < AXI_BTF_DEPTH; depth++) {
			*type = axi_btf_skip(btf, axi_btf_array(&mt).elem);
			mt = axi_btf_type(btf, *type);
		}
		if (mt.kind == AXI_BTF_ARRAY || axi_btf_size(btf, *type, &bytes) || !bytes)
			return 0;
		each = (u64)(off - *at) / bytes;
		*at += (s64)(each * bytes);
		return 1;
	}
	return 0;
}

/* Behind the end of `t`: an array without a number of elements may stand there.  The element's type and the offset in it. */
static u32 trailing(const struct axi_btf_view *btf, const struct axi_btf_type *t, s64 *off)
{
	struct axi_btf_member m;
	struct axi_btf_type array;
	u32 elem, bytes;
	s64 at;

	if (!t->vlen)
		return 0;
	m = axi_btf_member(btf, t, t->vlen - 1);
	array = axi_btf_type(btf, axi_btf_skip(btf, m.type));
	at = (t->flag ? m.offset & 0xffffff : m.offset) / 8;
	if (array.kind != AXI_BTF_ARRAY || axi_btf_array(&array).count || *off < at)
		return 0;
	elem = axi_btf_skip(btf, axi_btf_array(&array).elem);
	if (!elem || axi_btf_size(btf, elem, &bytes) || !bytes)
		return 0;
	*off = (*off - at) % bytes;
	return elem;
}

/* The name of the member that byte `off` lies in; bits have none. */
static const char *member_name(const struct axi_btf_view *btf, const struct axi_btf_type *t, s64 off)
{
	for (u32 i = 0; i < t->vlen; i++) {
		struct axi_btf_member m = axi_btf_member(btf, t, i);
		s64 at = (t->flag ? m.offset & 0xffffff : m.offset) / 8;
		u32 bytes;

		if (!(t->flag && m.offset >> 24) && off >= at && axi_btf_skip(btf, m.type) && !axi_btf_size(btf, m.type, &bytes) && off < at + bytes)
			return m.name;
	}
	return "";
}

struct named {
	const char *of, *name;
};

static bool is_one_of(const struct named *named, u32 count, const char *of, const char *name)
{
	for (u32 i = 0; i < count; i++)
		if (axi_streq(of, named[i].of) && axi_streq(name, named[i].name))
			return true;
	return false;
}

/* Fields whose target lives as long as what they are in (Linux BTF_TYPE_SAFE_TRUSTED and ..._OR_NULL): in `of`, where `t`, in whose
 * byte `off` it is, may be a nameless part of it. */
static bool is_kept(const struct axi_btf_view *btf, const char *of, const struct axi_btf_type *t, s64 off)
{
	static const struct named kept[] = {
		{"bpf_iter_meta", "seq"}, {"bpf_iter__task", "meta"}, {"bpf_iter__task", "task"}, {"linux_binprm", "file"},
		{"file", "f_inode"}, {"dentry", "d_inode"}, {"socket", "sk"}, {"vm_area_struct", "vm_mm"}, {"vm_area_struct", "vm_file"},
	};

	return is_one_of(kept, ARRAY_LEN(kept), of, member_name(btf, t, off));
}

/* ... of those, the ones that may be NULL (Linux BTF_TYPE_SAFE_TRUSTED_OR_NULL) and that kernel functions are given, which do not ask.
 * Reads and helpers bear with NULL, and older kernels did not demand a test: so not a dentry's inode, nor an area's mm. */
static bool is_or_null(const struct axi_btf_view *btf, const char *of, const struct axi_btf_type *t, s64 off)
{
	static const struct named or_null[] = {{"socket", "sk"}, {"vm_area_struct", "vm_file"}};

	return is_one_of(or_null, ARRAY_LEN(or_null), of, member_name(btf, t, off));
}

/* Fields that lead to what a region of RCU keeps (Linux BTF_TYPE_SAFE_RCU). */
static bool is_rcu(const struct axi_btf_view *btf, const char *of, const struct axi_btf_type *t, s64 off)
{
	static const struct named rcu[] = {
		{"task_struct", "cpus_ptr"}, {"task_struct", "cgroups"}, {"task_struct", "real_parent"}, {"task_struct", "group_leader"},
		{"cgroup", "kn"}, {"css_set", "dfl_cgrp"},
	};

	return is_one_of(rcu, ARRAY_LEN(rcu), of, member_name(btf, t, off));
}

/* What congestion control writes (Linux bpf_tcp_ca_btf_struct_access), and tests of such tables. */
static bool is_writable(const struct axi_btf_view *btf, const char *of, const struct axi_btf_type *t, s64 off)
{
	static const struct named writable[] = {
		{"sock", "sk_pacing_rate"}, {"sock", "sk_pacing_status"}, {"inet_connection_sock", "icsk_ca_priv"},
		{"inet_connection_sock", "pending"}, {"tcp_sock", "snd_cwnd"}, {"tcp_sock", "snd_cwnd_cnt"}, {"tcp_sock", "snd_cwnd_stamp"},
		{"tcp_sock", "snd_ssthresh"}, {"tcp_sock", "ecn_flags"}, {"tcp_sock", "app_limited"},
		{"bpf_dummy_ops_state", "val"},
	};

	return is_one_of(writable, ARRAY_LEN(writable), of, member_name(btf, t, off));
}

/* What programs on packets write in connections (Linux _nf_conntrack_btf_struct_access). */
static bool is_mark(const struct axi_btf_view *btf, const char *of, const struct axi_btf_type *t, s64 off)
{
	static const struct named mark[] = {{"nf_conn", "mark"}};

	return is_one_of(mark, ARRAY_LEN(mark), of, member_name(btf, t, off));
}

static int64_t field(void *arg, uint32_t id, int64_t off, uint32_t size)
{
	const struct axi_btf_view *btf = arg;
	const char *of = "";
	int64_t number = 0;

	for (u32 depth = 0; id && id <= btf->count && depth < AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type t = axi_btf_type(btf, id);
		u32 type;
		s64 at, end = 0;

		if (!is_struct(t.kind) || off < 0)
			return -1;
		of = *t.name ? t.name : of;
		if (off + size > t.size_or_type) {
			id = trailing(btf, &t, &off);
			t = axi_btf_type(btf, id);
			if (id && (t.kind == AXI_BTF_INT || is_struct(t.kind))) {
				number = AX_FIELD_BEHIND;
				if (t.kind == AXI_BTF_INT)
					return number;
				continue;
			}
			return -1;
		}
		switch (find_member(btf, &t, off, size, &type, &at, &end)) {
		case 0: return -1;
		case 2: return number;
		default: break;
		}
		struct axi_btf_type m = axi_btf_type(btf, type);

		if (is_struct(m.kind)) {
			off -= at;
			id = type;
			continue;
		}
		if (m.kind == AXI_BTF_PTR)
			return off != at || size != 8 ? -1 : (s64)pointee(btf, m) | (is_kept(btf, of, &t, off) ? AX_FIELD_KEPT : 0) |
							     (is_rcu(btf, of, &t, off) ? AX_FIELD_RCU : 0) |
							     (is_or_null(btf, of, &t, off) ? AX_FIELD_OR_NULL : 0);
		if (off + size > end)
			return -1;
		return number | (is_writable(btf, of, &t, off) ? AX_FIELD_WRITABLE : is_mark(btf, of, &t, off) ? AX_FIELD_MARK : 0);
	}
	return -1;
}

static bool is(void *arg, uint32_t id, int64_t off, const char *name)
{
	const struct axi_btf_view *btf = arg;

	for (u32 depth = 0; id && id <= btf->count && depth < AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type t = axi_btf_type(btf, id);
		s64 at, end;

		if (!is_struct(t.kind) || off < 0 || off >= t.size_or_type)
			return false;
		if (!off && axi_streq(t.name, name))
			return true;
		if (find_member(btf, &t, off, 1, &id, &at, &end) != 1)
			return false;
		off -= at;
	}
	return false;
}

static u32 find(const struct axi_btf_view *btf, u32 kind, const char *prefix, const char *name)
{
	size_t n = axi_strlen(prefix);

	for (u32 id = 1; id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (t.kind == kind && axi_starts(t.name, prefix) && axi_streq(t.name + n, name))
			return id;
	}
	return 0;
}

static uint32_t named(void *arg, const char *name)
{
	return find(arg, AXI_BTF_STRUCT, "", name);
}

int ax_types_open(struct ax_btf_types *out, const void *btf, size_t size, struct ax_arena *arena)
{
	struct axi_btf_view *view = ax_arena_alloc(arena, sizeof(*view), 8);
	struct ax_object_error err;
	int rc = view ? axi_btf_open(view, btf, size, arena, &err) : -AX_ENOMEM;

	*out = (struct ax_btf_types){.types = {.field = field, .is = is, .named = named, .arg = view}, .view = view};
	return rc;
}

/* ---- targets ---- */

/* What a word of the context is: parameters of more than 8 bytes take several, all numbers. */
static int add_arg(const struct axi_btf_view *btf, u32 type, struct ax_target *out)
{
	struct axi_btf_type t;
	u32 bytes = 8, id = axi_btf_skip(btf, type);

	if (!id || axi_btf_size(btf, id, &bytes) || (bytes + 7) / 8 > AX_TARGET_ARGS - out->args)
		return -AX_ENOENT;
	t = axi_btf_type(btf, id);
	if (t.kind == AXI_BTF_PTR)
		out->type[out->args] = pointee(btf, t);
	out->args += bytes ? (bytes + 7) / 8 : 1;
	return 0;
}

static void limit(struct ax_target *out, s32 min, s32 max)
{
	out->limited = true;
	out->ret_min = min;
	out->ret_max = max;
}

static bool is_in(const char *const *names, u32 count, const char *name)
{
	for (u32 i = 0; i < count; i++)
		if (axi_streq(names[i], name))
			return true;
	return false;
}

/* Functions in which taking a path's name cannot lock what is locked already (Linux btf_allowlist_d_path). */
static bool tells_paths(const char *function)
{
	static const char *const names[] = {
		"security_file_permission", "security_inode_getattr", "security_file_open", "security_path_truncate", "vfs_truncate",
		"vfs_fallocate", "dentry_open", "vfs_getattr", "filp_close",
	};

	return is_in(names, ARRAY_LEN(names), function);
}

/* Hooks of security modules: those whose result is no error or that must not see a program (Linux bpf_lsm_disabled_hooks), those that
 * say yes or no in an int (bool_lsm_hooks), those that are given what is being made or freed (untrusted_lsm_hooks), and those that may wait
 * (sleepable_lsm_hooks). */
static void security_hook(const char *hook, struct ax_target *out)
{
	static const char *const disabled[] = {
		"vm_enough_memory", "inode_need_killpriv", "inode_getsecurity", "inode_listsecurity", "inode_copy_up_xattr", "getselfattr",
		"getprocattr", "setprocattr", "key_getsecurity", "audit_rule_match", "xfrm_decode_session", "ismaclabel",
	};
	static const char *const yes_or_no[] = {"xfrm_state_pol_flow_match", "audit_rule_known", "inode_xattr_skipcap"};
	static const char *const leaving[] = {
		"bpf_map_free", "bpf_prog_free", "file_alloc_security", "file_free_security", "sk_alloc_security", "sk_free_security", "task_free",
	};
	static const char *const waiting[] = {
		"bpf", "bpf_map", "bpf_map_create", "bpf_map_free", "bpf_prog", "bpf_prog_load", "bpf_token_create", "bpf_token_free",
		"bpf_token_cmd", "bpf_token_capable", "bprm_check_security", "bprm_committed_creds", "bprm_committing_creds",
		"bprm_creds_for_exec", "bprm_creds_from_file", "capget", "capset", "cred_prepare", "file_ioctl", "file_lock", "file_open",
		"file_post_open", "file_receive", "inode_create", "inode_free_security", "inode_getattr", "inode_getxattr", "inode_mknod",
		"inode_need_killpriv", "inode_post_setxattr", "inode_readlink", "inode_rename", "inode_rmdir", "inode_setattr",
		"inode_setxattr", "inode_symlink", "inode_unlink", "kernel_module_request", "kernel_read_file", "kernfs_init_security",
		"path_unlink", "path_mkdir", "path_rmdir", "path_truncate", "path_symlink", "path_link", "path_rename", "path_chmod",
		"path_chown", "mmap_file", "netlink_send", "path_notify", "release_secctx", "sb_alloc_security", "sb_eat_lsm_opts",
		"sb_kern_mount", "sb_mount", "sb_remount", "sb_set_mnt_opts", "sb_show_options", "sb_statfs", "sb_umount", "settime",
		"socket_accept", "socket_bind", "socket_connect", "socket_create", "socket_getpeername", "socket_getpeersec_dgram",
		"socket_getsockname", "socket_getsockopt", "socket_listen", "socket_post_create", "socket_recvmsg", "socket_sendmsg",
		"socket_shutdown", "socket_socketpair", "syslog", "task_alloc", "current_getsecid_subj", "task_getsecid_obj", "task_prctl",
		"task_setscheduler", "userns_create",
	};

	out->trusted = !is_in(leaving, ARRAY_LEN(leaving), hook);
	out->closed = is_in(disabled, ARRAY_LEN(disabled), hook);
	out->paths = is_in(waiting, ARRAY_LEN(waiting), hook);
	out->awake = !out->paths;
	if (is_in(yes_or_no, ARRAY_LEN(yes_or_no), hook))
		limit(out, 0, 1);
}

/* The words of FUNC_PROTO: pairs of name and type. */
static int add_args(const struct axi_btf_view *btf, const struct axi_btf_type *proto, u32 from, struct ax_target *out)
{
	for (u32 i = from; i < proto->vlen; i++) {
		u32 type;
		int rc;

		memcpy(&type, proto->rest + 8 * i + 4, 4);
		if (!type) /* ... */
			return 0;
		rc = add_arg(btf, type, out);
		if (rc)
			return rc;
	}
	return 0;
}

static bool is_bool(const struct axi_btf_view *btf, u32 type)
{
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, type));
	u32 encoding = 0;

	if (t.kind == AXI_BTF_INT)
		memcpy(&encoding, t.rest, 4);
	return encoding >> 26 & 1;
}

/* The name behind the '/'; NULL: the section is not of this kind. */
static const char *behind(const char *section, const char *kind)
{
	size_t n = axi_strlen(kind);

	return axi_starts(section, kind) && section[n] == '/' ? section + n + 1 : NULL;
}

static int raw_tracepoint(const struct axi_btf_view *btf, const char *name, struct ax_target *out)
{
	u32 id = find(btf, AXI_BTF_TYPEDEF, "btf_trace_", name);
	struct axi_btf_type t;

	for (u32 i = 0; i < 2; i++) { /* a pointer to a function whose first parameter is not passed on */
		if (!id)
			return -AX_ENOENT;
		t = axi_btf_type(btf, id);
		if (i && t.kind != AXI_BTF_PTR) /* of others that is no type */
			return -AX_ENOENT;
		id = t.size_or_type;
	}
	t = id ? axi_btf_type(btf, id) : t;
	return t.kind == AXI_BTF_FUNC_PROTO ? add_args(btf, &t, 1, out) : -AX_ENOENT;
}

static int function(const struct axi_btf_view *btf, const char *prefix, const char *name, struct ax_target *out, u32 *result)
{
	u32 id = find(btf, AXI_BTF_FUNC, prefix, name);
	struct axi_btf_type t;

	if (!id)
		return -AX_ENOENT;
	t = axi_btf_type(btf, axi_btf_type(btf, id).size_or_type);
	*result = t.size_or_type ? axi_btf_skip(btf, t.size_or_type) : 0;
	return add_args(btf, &t, 0, out);
}

/* Keys and values that iterators walk over (Linux: bpf_iter_reg.ctx_arg_info, PTR_TO_BUF); the map that they are of is there at the
 * end, too. */
static void walked(const char *name, struct ax_target *out)
{
	static const struct {
		const char *name;
		u8 word;
		bool read_only;
	} words[] = {{"bpf_map_elem", 2, true}, {"bpf_map_elem", 3, false}, {"bpf_sk_storage_map", 3, false}, {"sockmap", 2, true}};

	for (u32 i = 0; i < ARRAY_LEN(words); i++)
		if (axi_streq(words[i].name, name) && words[i].word < out->args && !out->type[words[i].word]) {
			out->null &= ~2u;
			out->memory |= 1u << words[i].word;
			out->read_only |= (u32)words[i].read_only << words[i].word;
		}
}

int ax_types_target(const struct ax_btf_types *types, const char *section, struct ax_target *out)
{
	const struct axi_btf_view *btf = types->view;
	const char *name;
	u32 result = 0;
	int rc;

	*out = (struct ax_target){0};
	section += *section == '?';
	out->trusted = axi_starts(section, "tp_btf") || axi_starts(section, "iter") || axi_starts(section, "lsm");
	if ((name = behind(section, "tp_btf")))
		return raw_tracepoint(btf, name, out);
	if ((name = behind(section, "lsm")) || (name = behind(section, "lsm.s"))) {
		rc = function(btf, "bpf_lsm_", name, out, &result);
		if (result) /* 0 or an error; of hooks that say yes or no, that */
			limit(out, is_bool(btf, result) ? 0 : -4095, is_bool(btf, result));
		security_hook(name, out);
		if (!rc && result && !(rc = add_arg(btf, result, out))) /* what the one before it returned */
			out->result = out->args;
		return rc;
	}
	if ((name = behind(section, "lsm_cgroup"))) {
		rc = function(btf, "bpf_lsm_", name, out, &result);
		limit(out, !result, 1);
		security_hook(name, out);
		return rc || !result ? rc : add_arg(btf, result, out);
	}
	if ((name = behind(section, "iter")) || (name = behind(section, "iter.s"))) {
		limit(out, 0, 1);
		out->paths = true;
		out->locked = axi_streq(name, "tcp") || axi_streq(name, "unix");
		out->null = ~1u; /* all but what tells of the walk: NULL at its end */
		rc = function(btf, "bpf_iter_", name, out, &result);
		walked(name, out);
		return rc;
	}
	if (axi_streq(section, "netfilter")) { /* struct bpf_nf_ctx */
		limit(out, 0, 1);
		out->args = 2;
		out->type[0] = find(btf, AXI_BTF_STRUCT, "", "nf_hook_state");
		out->type[1] = find(btf, AXI_BTF_STRUCT, "", "sk_buff");
		out->trusted = true;
		return out->type[0] && out->type[1] ? 0 : -AX_ENOENT;
	}
	if ((name = behind(section, "fentry")) || (name = behind(section, "fentry.s"))) {
		limit(out, 0, 0);
		out->paths = tells_paths(name);
		return function(btf, "", name, out, &result);
	}
	if ((name = behind(section, "fexit")) || (name = behind(section, "fexit.s")) || (name = behind(section, "fmod_ret")) ||
	    (name = behind(section, "fmod_ret.s"))) {
		if (axi_starts(section, "fexit"))
			limit(out, 0, 0);
		out->paths = tells_paths(name);
		rc = function(btf, "", name, out, &result);
		return rc || !result ? rc : add_arg(btf, result, out);
	}
	return -AX_EINVAL;
}

/* A function of that name whose parameter's name ends so may be called with NULL there (Linux find_stub_func_proto, __nullable). */
static void find_nullable(const struct axi_btf_view *btf, const char *ops, const char *member, struct ax_target *out)
{
	static const char suffix[] = "__nullable";
	char name[160];
	size_t n = axi_strlen(ops), length = axi_strlen(member);
	struct axi_btf_type t;
	u32 id;

	if (n + length + 3 > sizeof(name))
		return;
	memcpy(name, ops, n);
	memcpy(name + n, "__", 2);
	memcpy(name + n + 2, member, length + 1);
	id = find(btf, AXI_BTF_FUNC, "", name);
	if (!id)
		return;
	t = axi_btf_type(btf, axi_btf_type(btf, id).size_or_type);
	for (u32 i = 0; t.kind == AXI_BTF_FUNC_PROTO && i < t.vlen && i < AX_TARGET_ARGS; i++) {
		const char *arg;
		u32 at;

		memcpy(&at, t.rest + 8 * i, 4);
		arg = axi_btf_string(btf, at);
		length = arg ? axi_strlen(arg) : 0;
		if (length >= sizeof(suffix) - 1 && axi_streq(arg + length - (sizeof(suffix) - 1), suffix))
			out->null |= 1u << i;
	}
}

int ax_types_ops(const struct ax_btf_types *types, const char *ops, const char *member, struct ax_target *out)
{
	const struct axi_btf_view *btf = types->view;
	u32 id = find(btf, AXI_BTF_STRUCT, "", ops);
	struct axi_btf_type t = axi_btf_type(btf, id), proto = {0};
	bool tcp = axi_streq(ops, "tcp_congestion_ops");
	int rc;

	*out = (struct ax_target){0};
	for (u32 i = 0; id && i < t.vlen; i++) {
		struct axi_btf_member m = axi_btf_member(btf, &t, i);

		if (!axi_streq(m.name, member))
			continue;
		proto = axi_btf_type(btf, axi_btf_skip(btf, m.type));
		if (proto.kind == AXI_BTF_PTR)
			proto = axi_btf_type(btf, axi_btf_skip(btf, proto.size_or_type));
	}
	if (proto.kind != AXI_BTF_FUNC_PROTO)
		return -AX_ENOENT;
	out->trusted = true;
	out->no_result = !proto.size_or_type;
	/* what else they leave out (bpf_tcp_ca_check_member, bpf_dummy_ops_check_member) */
	out->closed = tcp && axi_streq(member, "get_info");
	out->awake = axi_streq(ops, "bpf_dummy_ops") && !axi_streq(member, "test_sleepable");
	out->writes = tcp || axi_streq(ops, "bpf_dummy_ops");
	rc = add_args(btf, &proto, 0, out);
	for (u32 i = 0; tcp && i < out->args; i++) /* sockets are TCP's here */
		if (out->type[i] && axi_streq(axi_btf_type(btf, out->type[i]).name, "sock"))
			out->type[i] = find(btf, AXI_BTF_STRUCT, "", "tcp_sock");
	find_nullable(btf, ops, member, out);
	return rc;
}

int ax_types_target_id(const struct ax_btf_types *types, uint32_t id, uint32_t attach_type, struct ax_target *out)
{
	enum { RAW_TP = 23 }; /* enum bpf_attach_type */
	static const struct {
		u32 kind;
		const char *prefix, *section;
	} how[] = {
		{AXI_BTF_TYPEDEF, "btf_trace_", "tp_btf/"}, {AXI_BTF_FUNC, "", "fentry/"}, {AXI_BTF_FUNC, "", "fexit/"},
		{AXI_BTF_FUNC, "", "fmod_ret/"}, {AXI_BTF_FUNC, "bpf_lsm_", "lsm/"}, {AXI_BTF_FUNC, "bpf_iter_", "iter/"},
	};
	const struct axi_btf_view *btf = types->view;
	u32 row = attach_type - RAW_TP;
	char section[160];
	struct axi_btf_type t;
	size_t n, length;

	if (!id || id > btf->count)
		return -AX_ENOENT;
	t = axi_btf_type(btf, id);
	if (row >= ARRAY_LEN(how) || t.kind != how[row].kind || !axi_starts(t.name, how[row].prefix))
		return -AX_EINVAL;
	n = axi_strlen(how[row].section);
	t.name += axi_strlen(how[row].prefix);
	length = axi_strlen(t.name);
	if (n + length >= sizeof(section))
		return -AX_ENOENT;
	memcpy(section, how[row].section, n);
	memcpy(section + n, t.name, length + 1);
	return ax_types_target(types, section, out);
}

const char *ax_types_func(const struct ax_btf_types *types, uint32_t id)
{
	const struct axi_btf_view *btf = types->view;

	if (!id || id > btf->count || axi_btf_type(btf, id).kind != AXI_BTF_FUNC)
		return NULL;
	return axi_btf_type(btf, id).name;
}
