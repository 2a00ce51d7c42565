# Formatters and linters of what is no language's own. A language adds its own with `check: check-<language>`.
.PHONY: check-text check-cpp check-tidy format format-cpp
lint_tools := build/venv/bin
by_hand := $(tsx) test/lint/sources.ts

check: check-text check-cpp

check-text: ## lengths of files, white space
	@$(call run_quietly,check-text,$(tsx) test/lint/text.ts)

check-cpp: ## clang-format
	@$(call run_quietly,clang-format,$(by_hand) c cc h inc | xargs $(lint_tools)/clang-format --dry-run --Werror)

# Minutes from nothing, seconds after a change; a target of its own until it is known to end within the time of `make test`.
check-tidy: $(release)/build.ninja ## clang-tidy over what ships
	@$(call run_quietly,clang-tidy,$(tsx) test/lint/tidy.ts)

format: format-cpp ## format what is written by hand
format-cpp:
	@$(by_hand) c cc h inc | xargs $(lint_tools)/clang-format -i
