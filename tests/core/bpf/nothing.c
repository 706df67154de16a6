/* SPDX-License-Identifier: Apache-2.0
 * nothing.c - a target without any of the types: what must be there is poison, the rest 0. */
int a;
