.PHONY: test-identity
identity_languages = $(patsubst bindings/%/identity,%,$(wildcard bindings/*/identity))
test-identity: engine ## one seed, one result: every language's training compared byte by byte
	@$(tsx) test/identity/run.ts $(identity_languages)
