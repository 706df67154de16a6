# SPDX-License-Identifier: Apache-2.0
# the house's own rules: floors, headers that stand alone.
$(eval $(call test_group,layers,,sh mk/layers.sh))
$(eval $(call test_group,headers,,sh mk/headers.sh $(HOSTCC)))
$(eval $(call test_group,docs,,sh mk/docs.sh))
