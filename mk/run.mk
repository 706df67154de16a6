# SPDX-License-Identifier: Apache-2.0
# run.mk - install what is missing, boot the demo.
.PHONY: deps
deps:
