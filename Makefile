# One line each; whatever needs an `if` is in xtask. ARGS are passed on: make run ARGS="--listen 127.0.0.1:9000"
ARGS ?=

menu:   ## this list
	@sed -n 's/^\([a-z]*\): *## /  make \1\t/p' $(MAKEFILE_LIST)

run:    ## build and serve on http://127.0.0.1:12111 with a demo shop
	@cargo xtask run $(ARGS)

test:   ## install what the tests need and run all of them, as CI does
	@cargo xtask test $(ARGS)

build:  ## the release binary, target/release/florin
	@cargo xtask build $(ARGS)

bench:  ## measure, and print each figure beside the floor of the same run
	@cargo xtask bench $(ARGS)

check:  ## format, lints and tidy, without running tests
	@cargo xtask check $(ARGS)

gen:    ## write the generated files anew
	@cargo xtask gen $(ARGS)

fuzz:   ## fuzz the parsers for a minute
	@cargo xtask fuzz $(ARGS)

.PHONY: menu run test build bench check gen fuzz
