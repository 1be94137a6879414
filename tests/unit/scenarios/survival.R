# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# The oracle of ensemble_survival.cpp: Rscript survival.R TABLE (time,event,group) prints what R's survival
# package makes of it.
suppressPackageStartupMessages(library(survival))
d <- read.csv(commandArgs(TRUE)[1])
options(digits = 15)
for (g in sort(unique(d$group))) {
  s <- summary(survfit(Surv(time, event) ~ 1, data = d[d$group == g, ]))
  for (i in seq_along(s$time))
    cat("curve", g, s$time[i], s$n.risk[i], s$n.event[i], s$surv[i], s$lower[i], s$upper[i], "\n")
}
test <- survdiff(Surv(time, event) ~ group, data = d)
cat("test", test$chisq, length(test$n) - 1, pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE), "\n")
cat("observed", test$obs, "\n")
cat("expected", test$exp, "\n")
