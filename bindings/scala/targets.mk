# The Scala package, over the Java package's jar; by Maven, without the network after `make setup`.
.PHONY: build-scala test-scala demo-scala identity-command-scala

scala_maven := mvn -o -B -f bindings/scala/pom.xml
scala_classes := $(CURDIR)/bindings/scala/target
run_scala_in = java -cp '$(1)/classes:$(1)/test-classes:$(scala_classes)/lib/*:$(CURDIR)/bindings/java/target/*'
run_scala = $(call run_scala_in,$(scala_classes))

build-scala: build-java
	@$(call run_quietly,build-scala,$(scala_maven) package -DskipTests)

test-scala: build-scala typed-calls ## the Scala package's tests
	@$(tsx) test/runner/suite.ts scala --junit bindings/scala/target/surefire-reports -- $(scala_maven) surefire:test

demo-scala: build-scala ## train on Fashion-MNIST from Scala
	@mkdir -p $(demos)/scala
	@cd $(demos)/scala && $(run_scala) fashion

identity-command-scala: build-scala
	@echo "$(run_scala) identity.identity"

.PHONY: check-scala format-scala
check: check-scala
check-scala: ## scalafmt
	@$(call run_quietly,check-scala,$(scala_maven) -q spotless:check)

format: format-scala
format-scala:
	@$(scala_maven) -q spotless:apply

.PHONY: conformance-scala
conformance-scala: build-scala ## the conformance cases in Scala
	@$(run_scala) conformance.run

mutant-scala: build-scala
	@cd $(mutants) && $(call run_quietly,mutant-scala,$(scala_maven) -Dmixgrad.java=$(CURDIR)/bindings/java/target test-compile)
	@cd $(mutants) && $(call run_scala_in,$(CURDIR)/$(mutants)/bindings/scala/target) conformance.run

.PHONY: package-scala
package: package-scala
package-scala: build-scala package-java ## the Scala package's jar, beside the Java package's, in dist/
	@cp bindings/scala/target/mixgrad_3.jar dist/mixgrad_3-0.2.0.jar
