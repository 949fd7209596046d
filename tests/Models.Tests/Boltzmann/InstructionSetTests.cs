using System.Diagnostics;

namespace WorldModel.Models.Tests.Boltzmann;

public class InstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "Avx2,Portable")]
    [InlineData("DOTNET_EnableHWIntrinsic", "Portable")]
    public async Task Golden_beliefs_and_training_keep_their_bits_in_a_process_without(
        string instructions, string paths)
    {
        if (instructions == "DOTNET_EnableAVX512" && !System.Runtime.Intrinsics.X86.Fma.IsSupported)
            Assert.Skip("this processor has no AVX2, so that there is nothing to leave after AVX-512");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(GoldenTests).Assembly.Location, "-class", typeof(GoldenTests).FullName! },
        };
        start.Environment[instructions] = "0";
        start.Environment[GoldenTests.PathsVariable] = paths;
        start.Environment[GoldenTests.TrainedVariable] = GoldenTests.TrainedHash();
        start.Environment[GoldenTests.EstimatedVariable] = Heads.HeadReadingTests.Hash();
        using var child = Process.Start(start)!;
        var error = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, output + await error);
        Assert.DoesNotContain("Total: 0", output);
    }
}
