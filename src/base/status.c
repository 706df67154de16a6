/* SPDX-License-Identifier: Apache-2.0
 * status.c - names and texts of the error numbers, from errno.def. */
#include <axiom/status.h>

const char *ax_status_name(int status)
{
	switch (status < 0 ? -(long)status : status) {
	case AX_OK: return "OK";
#define ERRNO(name, value, text) case value: return #name;
#include <axiom/errno.def>
	default: return "?";
	}
}

const char *ax_status_text(int status)
{
	switch (status < 0 ? -(long)status : status) {
	case AX_OK: return "success";
#define ERRNO(name, value, text) case value: return text;
#include <axiom/errno.def>
	default: return "unknown error";
	}
}
