using BenchmarkDotNet.Running;
using LeadPredict.Benchmarks;

if (args is ["additivity", ..]) return AdditivityExperiment.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
