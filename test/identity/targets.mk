.PHONY: test-identity identity-c identity-command-c
identity_languages = $(patsubst bindings/%/identity,%,$(wildcard bindings/*/identity))
test-identity: engine identity-c ## one seed, one result: every language's training, and that on the simulated device, compared byte by byte
	@$(tsx) test/identity/run.ts $(identity_languages) c

identity-c: $(release)/build.ninja
	@$(call run_quietly,identity-c,ninja -C $(release) -j $(jobs) identity_c)

identity-command-c:
	@echo $(release)/test/identity/identity_c
