/* SPDX-License-Identifier: Apache-2.0
 * policy.h - may this package be loaded here?  Signature, keys, capabilities, versions, limits. */
#ifndef MBPF_POLICY_H
#define MBPF_POLICY_H

#include "mbpf/manifest.h"
#include "mbpf/package.h"

/* axi_policy_check - 0, or the refusal with its one line in *diag:
 *   -AX_EACCES  no signature where one is needed, unknown or revoked key, wrong signature
 *   -AX_EPERM   a capability that key or hook do not grant, a hook that the key does not serve, an older version
 *   -AX_E2BIG   heap or budgets above the limits
 *   -AX_EOPNOTSUPP  made for another version of the API or another machine
 * *key is the key that signed (NULL: none).  Changes nothing: the caller records the version after everything else went well. */
int axi_policy_check(const struct mbpf_policy *policy, const struct axi_package *package, const struct axi_manifest *manifest,
		     const struct mbpf_key **key, struct mbpf_diag *diag);
/* axi_policy_accepted - remember the version. */
int axi_policy_accepted(const struct mbpf_policy *policy, const struct axi_manifest *manifest);
/* axi_hook_matches - `pattern` is a name, or a prefix ending in '*' */
bool axi_hook_matches(const char *pattern, size_t length, const char *hook);

#endif
