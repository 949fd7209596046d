using System.Diagnostics;

namespace WorldModel.House.Tests;

/// <summary>
/// When .ci/run may pass the cluster over: where packages of the list are not served, and for no other reason.
/// </summary>
public sealed class ClusterCheckTests : IDisposable
{
    private const string NotServed =
        "/w/src/Grains.Orleans/Grains.Orleans.csproj : error NU1101: Unable to find package Microsoft.Orleans.Client. "
        + "No packages exist with this id in source(s): a-source [/w/WorldModel.Cluster.sln]";

    private const string OtherVersion =
        "/w/src/Silo.Orleans/Silo.Orleans.csproj : error NU1102: Unable to find package Microsoft.Orleans.Server with "
        + "version (>= 10.4.2) [/w/WorldModel.Cluster.sln]";

    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void Packages_of_the_list_that_are_not_served_are_named()
    {
        var (code, said) = Decide(NotServed, OtherVersion, NotServed, "  Determining projects to restore...");
        Assert.Equal((0, "Microsoft.Orleans.Client\nMicrosoft.Orleans.Server\n"), (code, said));
    }

    [Theory]
    [InlineData("error NU1101: Unable to find package Npgsql. No packages exist with this id in source(s): x")]
    [InlineData("error NU1101: Unable to find package Microsoft.Orleans.Cliente. No packages exist with this id")]
    [InlineData("error NU1102: Unable to find package xunit.v3 with version (>= 3.2.2)")]
    [InlineData("error NU1603: Warning As Error: Microsoft.Orleans.Client depends on Newtonsoft.Json (>= 13.0.4) but")]
    [InlineData("error NU1301: Unable to load the service index for source https://example.org/v3/index.json.")]
    [InlineData("error CS0246: The type or namespace name 'Orleans' could not be found")]
    [InlineData("error MSB4025: The project file could not be loaded.")]
    [InlineData("error : The imported project was not found")]
    public void Anything_else_beside_them_is_a_failure(string other)
    {
        Assert.Equal(1, Decide(NotServed, $"/w/a.csproj : {other} [/w/b.sln]").Code);
        Assert.Equal(1, Decide($"/w/a.csproj : {other} [/w/b.sln]").Code);
    }

    [Fact]
    public void A_restore_that_failed_without_a_word_is_a_failure() =>
        Assert.Equal(1, Decide("  Determining projects to restore...").Code);

    [Fact]
    public void Every_package_of_the_cluster_alone_stands_in_the_list()
    {
        var listed = File.ReadAllLines(Path.Combine(Repository.Root, ".ci", "cluster-packages"));
        var pinned = File.ReadAllLines(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Where(line => line.Contains("Microsoft.Orleans.", StringComparison.Ordinal))
            .Select(line => line.Split('"')[1]);
        Assert.All(pinned, package => Assert.Contains(package, listed));
    }

    private (int Code, string Said) Decide(params string[] lines)
    {
        File.WriteAllLines(_log, lines);
        using var bash = Process.Start(new ProcessStartInfo(
            "bash", [Path.Combine(Repository.Root, ".ci", "cluster-missing"), _log])
        {
            RedirectStandardOutput = true,
        })!;
        var said = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return (bash.ExitCode, said);
    }
}
