using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Tests;

public sealed class ErrorPrinterTests
{
    [Fact]
    public void A_silo_that_asks_for_a_key_is_answered_with_where_the_key_is_taken_from()
    {
        using var error = new StringWriter();
        var console = CommandContext.ForWriters(TextWriter.Null, error, TimeProvider.System, default).Error;
        var refused = new WorldModelApiException(new ProblemInfo("about:blank", "Unauthorized", 401,
            "Authorization: got something else, expected Bearer and a key", "access-key", "Authorization", null,
            "Bearer and a key"));
        Assert.Equal(ExitCode.BadInput, ErrorPrinter.Print(refused, console));
        Assert.Equal(
            "error: Authorization: got something else, expected Bearer and a key\n"
            + "  the environment variable WORLDMODEL_KEY holds the key that the command line sends\n",
            error.ToString());
    }
}
