using System.CommandLine;
using LeadPredict.Training.Commands;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training;

/// <summary>The table of contents of the <c>leadpredict</c> command.</summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        NativeHeap.ReturnLargeBlocks();
        var root = new RootCommand("LeadPredict learns from past leads which new ones become Sales Qualified Leads, says why, and ranks them.")
        {
            DoctorCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            ScoreCommand.Create(),
            ExplainCommand.Create(),
            ReportCommand.Create(),
            PlanCommand.Create(),
            FunnelCommand.Create(),
            CostCommands.Cpsql(),
            CostCommands.Sources(),
            EarlyCommand.Create(),
            AblateCommand.Create(),
            FeedbackCommand.Create(),
            DiffCommand.Create(),
            WhatIfCommand.Create(),
            QualificationCommand.Create(),
            VerifyCommand.Create(),
            DriftCommand.Create(),
            RecalibrateCommand.Create(),
            ModelsCommand.Create(),
            ImportCommand.Create(),
            SynthesizeCommand.Create(),
        };
        return await CommandRunner.RunAsync(root, args);
    }
}
