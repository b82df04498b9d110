using BenchmarkDotNet.Running;
using LeadPredict.Benchmarks;

if (args is ["calibration", .. var rest]) CalibrationExperiment.Run(rest);
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
