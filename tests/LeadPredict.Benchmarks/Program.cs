using BenchmarkDotNet.Running;
using LeadPredict.Benchmarks;

switch (args)
{
    case ["additivity", .. var rest]: return AdditivityExperiment.Run(rest);
    case ["calibration", .. var rest]: CalibrationExperiment.Run(rest); return 0;
    case ["plan", .. var rest]: PlanExperiment.Run(rest); return 0;
#if MLNET
    case ["fasttree", .. var rest]: return FastTreeExperiment.Run(rest);
#endif
    default: BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args); return 0;
}
