# What Rcapture answers with models of people who differ, as rows like those of reference.csv.
# Rscript benchmarks/estimate_peers.R DIR > peers.csv    (DIR: the folder of tables; needs R with Rcapture 1.4.4)
library(Rcapture)
folder <- commandArgs(TRUE)[1]
tables <- setdiff(sub("[.]csv$", "", list.files(folder, "[.]csv$")), "reference")
say <- function(name, model, found, seconds, kind) {
  high <- suppressWarnings(as.numeric(sub("^>.*", NA, as.character(found[["supCL"]]))))
  cat(sprintf("%s,Rcapture 1.4.4,%s %s profile,%.7g,%.7g,%s,%.3f,measured here\n", name, kind, model,
              as.numeric(found[["abundance"]]), as.numeric(found[["infCL"]]),
              ifelse(is.na(high), "NA", sprintf("%.7g", high)), seconds))
}
cat("dataset,method,options,estimate,lower,upper,cpu_seconds,citation\n")
for (name in grep("^strat_", tables, invert = TRUE, value = TRUE)) {
  counts <- as.matrix(read.csv(file.path(folder, paste0(name, ".csv"))))
  frequencies <- startsWith(name, "freq_")
  if (!frequencies && (ncol(counts) < 4 || ncol(counts) > 9)) next
  for (shape in c("Poisson", "Darroch", "Gamma")) {
    start <- proc.time()[["user.self"]]
    found <- tryCatch(suppressWarnings(
      if (frequencies) closedpCI.0(counts, dfreq = TRUE, dtype = "nbcap", t = max(counts[, 1]), m = "Mh", h = shape)
      else closedpCI.t(counts, dfreq = TRUE, m = "Mth", h = shape)), error = function(e) NULL)
    if (!is.null(found)) {
      say(name, shape, as.list(as.data.frame(found$CI, stringsAsFactors = FALSE)[1, ]),
          proc.time()[["user.self"]] - start, if (frequencies) "closedpCI.0 Mh" else "closedpCI.t Mth")
    }
  }
}
