#!/usr/bin/env bash
# Scores one file as a Slurm job array, a part a task:   sbatch --array=1-8 score-array.sh leads.csv scored [MORE SCORE FLAGS]
# then joins the parts:                                  cat scored.*.csv > scored.csv
# Part I of N goes to scored.I.csv, I with leading zeros, so that the shell's order is the parts' order. A task that is requeued goes on where it was killed.
#SBATCH --job-name=leadpredict-score
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail
input=$1 output=$2
shift 2
part=$(printf '%0*d' "${#SLURM_ARRAY_TASK_COUNT}" "$SLURM_ARRAY_TASK_ID")
exec ${LEADPREDICT:-leadpredict} score "$input" --out "$output.$part.csv" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --threads "${SLURM_CPUS_PER_TASK:-1}" --resume "$@"
