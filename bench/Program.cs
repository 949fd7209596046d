using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using WorldModel.Bench;
using WorldModel.Bench.Allocating;
using WorldModel.Bench.Load;
using WorldModel.Bench.Scale;
using WorldModel.Bench.Serving;
using WorldModel.Bench.Training;

switch (args)
{
    case ["--quick"]:
        QuickReport.Write(Console.Out);
        return;
    case [EmptyServer.Command, var data]:
        await EmptyServer.Serve(data, Console.Out);
        return;
    case ["load", .. var rest]:
        await LoadCommand.Run(new LoadOptions(rest), Console.Out);
        return;
    case ["journal", .. var rest]:
        JournalCommand.Run(new LoadOptions(rest), Console.Out);
        return;
    case ["scale", .. var rest]:
        await ScaleCommand.Run(new LoadOptions(rest), Console.Out);
        return;
    case ["allocate", .. var rest]:
        await AllocateCommand.Run(new LoadOptions(rest), Console.Out);
        return;
    case ["train", .. var rest]:
        await TrainCommand.Run(new LoadOptions(rest), Console.Out);
        return;
    case ["mix", .. var rest]:
        await MixCommand.Run(new LoadOptions(rest), Console.Out);
        return;
    case ["help"]:
        Console.WriteLine(AllocateCommand.Usage);
        Console.WriteLine(JournalCommand.Usage);
        Console.WriteLine(LoadCommand.Usage);
        Console.WriteLine(MixCommand.Usage);
        Console.WriteLine(ScaleCommand.Usage);
        Console.WriteLine(TrainCommand.Usage);
        return;
}

// In this process: a generated project would inherit the repository's lock files and central versions, and fail.
var job = (args.Contains("--short") ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance.AddJob(job);
BenchmarkSwitcher.FromAssembly(typeof(Floor).Assembly).Run(args.Where(arg => arg != "--short").ToArray(), config);
