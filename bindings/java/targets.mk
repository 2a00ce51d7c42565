# The Java package: its native part by CMake, the rest by Maven, without the network after `make setup`.
.PHONY: build-java test-java demo-java identity-command-java

maven := mvn -o -B -f bindings/java/pom.xml
java_jar := bindings/java/target/mixgrad.jar

build-java: $(release)/build.ninja
	@$(call run_quietly,build-java-native,ninja -C $(release) -j $(jobs) mixgrad_java)
	@$(call run_quietly,notices-java,$(tsx) test/licences/notices.ts build/java/notices/THIRD_PARTY_NOTICES && cp LICENSE build/java/notices/)
	@$(call run_quietly,build-java,$(maven) package -DskipTests)

test-java: build-java typed-calls ## the Java package's tests
	@$(tsx) test/runner/suite.ts java --junit bindings/java/target/surefire-reports -- $(maven) surefire:test

demo-java: build-java ## train on Fashion-MNIST from Java
	@mkdir -p $(demos)/java
	@cd $(demos)/java && java -cp $(CURDIR)/$(java_jar) $(CURDIR)/docs/examples/java/Fashion.java

identity-command-java: build-java
	@echo java -cp $(CURDIR)/$(java_jar) $(CURDIR)/bindings/java/identity/Identity.java

.PHONY: conformance-java
conformance-java: build-java ## the conformance cases in Java
	@$(maven) -q exec:java

mutant-java: build-java
	@cd $(mutants) && $(maven) -q -Dmixgrad.native=$(CURDIR)/build/java test-compile exec:java

.PHONY: docs-java
docs-java: build-java ## the Java package's reference
	@$(call run_quietly,docs-java,javadoc -quiet -Werror -Xdoclint:all -Xdoclint:-missing --release 17 -d build/docs/java -sourcepath bindings/java/src/main/java:bindings/java/generated/main:build/java/swig -subpackages io.mixgrad -exclude io.mixgrad.internal)

.PHONY: check-java format-java
check: check-java
check-java: ## google-java-format
	@$(call run_quietly,check-java,$(maven) -q spotless:check)

format: format-java
format-java:
	@$(maven) -q spotless:apply

.PHONY: package-java
package: package-java
package-java: build-java ## the jar, with the libraries and their licences, in dist/
	@mkdir -p dist
	@cp $(java_jar) dist/mixgrad-0.2.0.jar
