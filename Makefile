# Everything happens in tasks.py, so that it does the same where there is no make.
# More words are passed on with ARGS: make test ARGS="tests/cpr -q"

PYTHON ?= $(if $(filter Windows_NT,$(OS)),python,$(shell command -v python3 || echo python))
TASKS := setup run test bench prove lint fmt docs pictures lock

.PHONY: $(TASKS)

$(TASKS):
	@$(PYTHON) tasks.py $@ $(ARGS)
