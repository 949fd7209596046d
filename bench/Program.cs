using BenchmarkDotNet.Running;
using WorldModel.Bench;

if (args is ["--quick"]) QuickReport.Write(Console.Out);
else BenchmarkSwitcher.FromAssembly(typeof(Floor).Assembly).Run(args);
