# How often the intervals of the R peers hold the truth on the saved worlds of 4,000 people, as rows world,rep,method,...
# Rscript benchmarks/coverage_peers.R DIR FIRST LAST METHODS [WORLDS] >> peers.csv     (METHODS, WORLDS: by comma)
# Needs R with LCMCR 0.4.14, dga 2.0.2, Rcapture 1.4.4, SparseMSE 2.0.1. Settings are those of each package's own
# examples: LCMCR ten classes, burn-in 10,000, 1,000 draws; dga graphs without the saturated one; Rcapture the model of
# least BIC (pairs only on five lists) with its profile interval; SparseMSE stepwise, BCa (100 resamples instead of 1,000).
given <- commandArgs(TRUE)
folder <- given[1]
reps <- as.integer(given[2]):as.integer(given[3])
methods <- strsplit(given[4], ",")[[1]]
worlds <- sub("^sim_(.*)[.]csv$", "\\1", list.files(folder, "^sim_.*[.]csv$"))
if (length(given) > 4) worlds <- strsplit(given[5], ",")[[1]]

suppressMessages(if ("lcmcr" %in% methods) library(LCMCR))
lcmcr <- function(marks, counts) {
  frame <- as.data.frame(lapply(as.data.frame(marks), factor, levels = 0:1))
  frame$Freq <- counts
  sampler <- LCMCR::lcmCR(captures = frame, tabular = TRUE, in_list_label = "1", not_in_list_label = "0", K = 10,
                          a_alpha = 0.25, b_alpha = 0.25, seed = "auto", buffer_size = 10000, thinning = 100, verbose = FALSE)
  draws <- LCMCR::lcmCR_PostSampl(sampler, burnin = 10000, samples = 1000, thinning = 100, output = FALSE)
  quantile(draws, c(.5, .025, .975))
}
graphs <- new.env()
dga <- function(marks, counts) {
  lists <- ncol(marks)
  name <- paste0("graphs", lists)
  data(list = name, package = "dga", envir = graphs)
  full <- rep(0, 2^lists)
  full[1 + marks %*% 2^(0:(lists - 1))] <- counts
  missing <- 1:(5 * sum(counts))
  weights <- dga::bma.cr(array(full, rep(2, lists)), missing, 2^-lists, graphs[[name]])
  mass <- cumsum(colSums(weights[-nrow(weights), ]))
  sum(counts) + sapply(c(.5, .025, .975), function(at) missing[which(mass / max(mass) >= at)[1]])
}
rcapture <- function(marks, counts) {
  lists <- ncol(marks)
  table <- cbind(marks, counts)
  found <- Rcapture::closedpMS.t(table, dfreq = TRUE, maxorder = if (lists > 4) 2 else lists - 1)$results
  best <- rownames(found)[which.min(found[, "BIC"])]
  interval <- suppressWarnings(Rcapture::closedpCI.t(table, dfreq = TRUE, mX = best)$CI)
  as.numeric(sub("^>", "", as.character(unlist(interval[1, 1:3]))))
}
sparsemse <- function(marks, counts) {
  found <- SparseMSE::estimatepopulation(cbind(marks, counts), nboot = 100, iseed = 1, alpha = c(.025, .975))
  c(found$popest, found$BCaquantiles[1], found$BCaquantiles[2])
}

for (world in worlds) {
  file <- read.csv(file.path(folder, paste0("sim_", world, ".csv")), colClasses = c(pattern = "character"))
  for (rep in reps) {
    rows <- file[file$rep == rep, ]
    marks <- do.call(rbind, lapply(strsplit(sub("^p", "", rows$pattern), ""), as.integer))
    keep <- rowSums(marks) > 0
    marks <- marks[keep, , drop = FALSE]
    colnames(marks) <- LETTERS[seq_len(ncol(marks))]
    for (method in methods) {
      start <- sum(proc.time()[1:2])
      answer <- tryCatch(suppressMessages(get(method)(marks, rows$count[keep])), error = function(e) rep(NA, 3))
      took <- sum(proc.time()[1:2]) - start
      cat(sprintf("%s,%d,%s,%.1f,%.1f,%.1f,%.2f\n", world, rep, method, answer[1], answer[2], answer[3], took))
    }
  }
}
