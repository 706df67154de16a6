/* SPDX-License-Identifier: Apache-2.0
 * policy.c - the policy engine: a chain of checks, each one clear line when it refuses. */
#include "mbpf/policy.h"
#include "base/str.h"
#include "crypto/ed25519.h"

#define REFUSE(error, ...) axi_mbpf_refuse(diag, -AX_##error, __VA_ARGS__)

bool axi_hook_matches(const char *pattern, size_t length, const char *hook)
{
	if (length && pattern[length - 1] == '*')
		return axi_strnlen(hook, length - 1) == length - 1 && !memcmp(pattern, hook, length - 1);
	return axi_strlen(hook) == length && !memcmp(pattern, hook, length);
}

/* serves - is `hook` in the key's list? */
static bool serves(const char *list, const char *hook)
{
	size_t length;

	if (!list)
		return true;
	for (; *list; list += length) {
		length = 0;
		while (list[length] && list[length] != ' ')
			length++;
		if (length && axi_hook_matches(list, length, hook))
			return true;
		if (!length)
			length = 1;
	}
	return false;
}

static int check_signature(const struct mbpf_policy *policy, const struct axi_package *p, const struct mbpf_key **key,
			   struct mbpf_diag *diag)
{
	const struct axi_section *sig = &p->section[MBPF_SECTION_SIG];
	const u8 *signer = sig->size == MBPF_SIG_KEY_BYTES ? sig->data + MBPF_SIG_BYTES : NULL;
	const struct mbpf_key *revoked = NULL;

	*key = NULL;
	if (!sig->data)
		return policy->development ? 0 : REFUSE(EACCES, "policy: the package is not signed");
	for (u32 i = 0; i < policy->key_count; i++) {
		const struct mbpf_key *k = &policy->keys[i];

		if (signer && memcmp(signer, k->public_key, 32))
			continue;
		if (!axi_ed25519_check(sig->data, k->public_key, p->data, p->signed_bytes)) {
			if (signer)
				return REFUSE(EACCES, "policy: wrong signature (key %s)", k->name ? k->name : "without a name");
			continue;
		}
		if (k->revoked) {
			revoked = k;
			continue;
		}
		*key = k;
		return 0;
	}
	if (revoked)
		return REFUSE(EACCES, "policy: key %s is revoked", revoked->name ? revoked->name : "without a name");
	if (signer)
		return REFUSE(EACCES, "policy: signed by an unknown key (%02x%02x%02x%02x...)", signer[0], signer[1], signer[2],
			      signer[3]);
	return REFUSE(EACCES, "policy: no key of this platform made the signature");
}

static const struct mbpf_hook_rule *rule_of(const struct mbpf_policy *policy, const char *hook)
{
	for (u32 i = 0; i < policy->rule_count; i++)
		if (axi_hook_matches(policy->rules[i].hook, axi_strlen(policy->rules[i].hook), hook))
			return &policy->rules[i];
	return NULL;
}

/* lacking - the first capability of `want` that is not in `have`; NULL: none is missing */
static const char *lacking(u32 want, u32 have)
{
	for (u32 bit = 0; axi_capability_name(bit); bit++)
		if ((want & ~have) >> bit & 1)
			return axi_capability_name(bit);
	return NULL;
}

static int check_grants(const struct mbpf_policy *policy, const struct axi_manifest *m, const struct mbpf_key *key,
			struct mbpf_diag *diag)
{
	const struct mbpf_hook_rule *rule = rule_of(policy, m->hook_type);
	const char *missing;

	if (key && !serves(key->hooks, m->hook_type))
		return REFUSE(EPERM, "policy: key %s may not sign for hook %s", key->name ? key->name : "without a name",
			      m->hook_type);
	missing = key ? lacking(m->capabilities, key->capabilities) : NULL;
	if (missing)
		return REFUSE(EPERM, "policy: key %s may not grant %s", key->name ? key->name : "without a name", missing);
	if (policy->rule_count && !rule)
		return REFUSE(EPERM, "policy: no rule allows programs on hook %s", m->hook_type);
	missing = rule ? lacking(m->capabilities, rule->capabilities) : NULL;
	if (missing)
		return REFUSE(EPERM, "policy: hook %s does not allow %s", m->hook_type, missing);
	if (rule && rule->max_steps && m->max_steps > rule->max_steps)
		return REFUSE(E2BIG, "policy: max_steps %llu, hook %s allows %llu", (unsigned long long)m->max_steps,
			      m->hook_type, (unsigned long long)rule->max_steps);
	return 0;
}

static int check_limits(const struct mbpf_policy *policy, const struct axi_manifest *m, struct mbpf_diag *diag)
{
	if (policy->max_heap && m->heap_size > policy->max_heap)
		return REFUSE(E2BIG, "policy: heap_size %u, allowed are %u", m->heap_size, policy->max_heap);
	if (policy->max_steps && m->max_steps > policy->max_steps)
		return REFUSE(E2BIG, "policy: max_steps %llu, allowed are %llu", (unsigned long long)m->max_steps,
			      (unsigned long long)policy->max_steps);
	if (policy->max_helpers && m->max_helpers > policy->max_helpers)
		return REFUSE(E2BIG, "policy: max_helpers %u, allowed are %u", m->max_helpers, policy->max_helpers);
	if (policy->max_wall_time_us && (!m->max_wall_time_us || m->max_wall_time_us > policy->max_wall_time_us))
		return REFUSE(E2BIG, "policy: max_wall_time_us %u, allowed are %u (0 is none)", m->max_wall_time_us,
			      policy->max_wall_time_us);
	return 0;
}

static int check_target(const struct axi_manifest *m, struct mbpf_diag *diag)
{
	const u16 probe = 1;
	u32 order = *(const u8 *)&probe ? 1 : 2;

	if (m->mbpf_api_version >> 16 != MBPF_API_VERSION >> 16 || m->mbpf_api_version > MBPF_API_VERSION)
		return REFUSE(EOPNOTSUPP, "policy: made for API version %u.%u, this is %u.%u", m->mbpf_api_version >> 16,
			      m->mbpf_api_version & 0xffff, MBPF_API_VERSION >> 16, MBPF_API_VERSION & 0xffff);
	if (m->word_size && m->word_size != sizeof(void *) * 8)
		return REFUSE(EOPNOTSUPP, "policy: made for %u-bit machines", m->word_size);
	if (m->endianness && m->endianness != order)
		return REFUSE(EOPNOTSUPP, "policy: made for the other byte order");
	return 0;
}

static int check_version(const struct mbpf_policy *policy, const struct axi_manifest *m, struct mbpf_diag *diag)
{
	u64 last, now = m->program_version;

	if (!policy->versions || policy->versions->get(policy->versions->arg, m->program_name, &last) || now >= last)
		return 0;
	return REFUSE(EPERM, "policy: %s %u.%u.%u is older than %u.%u.%u, which was here before", m->program_name, (u32)(now >> 32),
		      (u32)(now >> 16 & 0xffff), (u32)(now & 0xffff), (u32)(last >> 32), (u32)(last >> 16 & 0xffff),
		      (u32)(last & 0xffff));
}

int axi_policy_check(const struct mbpf_policy *policy, const struct axi_package *package, const struct axi_manifest *manifest,
		     const struct mbpf_key **key, struct mbpf_diag *diag)
{
	int err = check_signature(policy, package, key, diag);

	if (!err)
		err = check_target(manifest, diag);
	if (!err)
		err = check_grants(policy, manifest, *key, diag);
	if (!err)
		err = check_limits(policy, manifest, diag);
	if (!err)
		err = check_version(policy, manifest, diag);
	return err;
}

int axi_policy_accepted(const struct mbpf_policy *policy, const struct axi_manifest *manifest)
{
	u64 last;
	const struct mbpf_versions *v = policy->versions;

	if (!v || (!v->get(v->arg, manifest->program_name, &last) && last >= manifest->program_version))
		return 0;
	return v->set(v->arg, manifest->program_name, manifest->program_version);
}
