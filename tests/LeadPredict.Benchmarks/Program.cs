using BenchmarkDotNet.Running;
using LeadPredict.Benchmarks;

switch (args)
{
    case ["additivity", .. var rest]: return AdditivityExperiment.Run(rest);
    case ["calibration", .. var rest]: CalibrationExperiment.Run(rest); return 0;
    case ["plan", .. var rest]: PlanExperiment.Run(rest); return 0;
#if MLNET
    case ["mlnet-serving", .. var rest]: return LeadPredict.Benchmarks.MLNet.ServingExperiment.Run(rest);
    case ["mlnet-reload"]: return LeadPredict.Benchmarks.MLNet.ReloadExperiment.Run();
    case ["fasttree", .. var rest]: return FastTreeExperiment.Run(rest);
#endif
    default: BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args); return 0;
}
