import Seams

/// What runs in a worker: a small program that takes the script first, then one call a line.
///
/// Request `{"id":1,"function":"map","input":{"value":…,"row":…,"form":…,"ext":…,"number":…}}`, reply
/// `{"id":1,"value":…}` or `{"id":1,"error":"…"}`. The script's own output goes to standard error, so that a `print`
/// cannot be taken for an answer.
enum WorkerProgram {
    /// The program for a call's language, with an environment that holds nothing of ours.
    static func program(_ call: ScriptCall) -> HostedProgram {
        switch ScriptLanguage(rawValue: call.language) {
        case .groovy:
            HostedProgram(
                command: "groovy", arguments: ["-e", groovy],
                environment: [
                    "PATH": path, "LC_ALL": "C.UTF-8",
                    // Quick to start, and bounded: heap, classes, stacks.
                    "JAVA_OPTS": "-Xmx256m -XX:MaxMetaspaceSize=256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                ])
        case .python, nil:
            HostedProgram(
                command: "python3", arguments: ["-I", "-S", "-B", "-u", "-c", python],
                environment: ["PATH": path, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"])
        }
    }

    private static let path = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"

    /// The first line: the script itself.
    static func greeting(_ call: ScriptCall) -> String {
        JSONValue.members(["script": .string(call.text), "file": .string(call.file)]).jsonText
    }

    /// Checks the answer to it.
    static func check(hello: String) throws(ProcessFailure) {
        guard let value = try? JSONValue(parsing: hello) else { throw noise(hello) }
        if let error = value["error"]?.text { throw ProcessFailure("it cannot be loaded: \(ReplyText.brief(error))") }
        guard value["ready"]?.flag == true else { throw noise(hello) }
    }

    /// A call.
    static func request(_ call: ScriptCall, id: Int) -> String {
        // The input is JSON already. Groovy's reader makes something else of long numbers, and is given text.
        let isGroovy = ScriptLanguage(rawValue: call.language) == .groovy
        let input = isGroovy ? (try? JSONValue(parsing: call.input))?.numbersAsText.jsonText : nil
        return "{\"id\":\(id),\"function\":\(JSONValue.quoted(call.function)),\"input\":\(input ?? call.input)}"
    }

    /// Reads an answer.
    static func answer(_ line: String, id: Int) throws(ProcessFailure) -> ScriptAnswer {
        guard let value = try? JSONValue(parsing: line), value["id"]?.text == String(id) else { throw noise(line) }
        if let error = value["error"]?.text { return .refused(error) }
        guard let result = value["value"] else { throw noise(line) }
        return .value(result.jsonText)
    }

    private static func noise(_ line: String) -> ProcessFailure {
        ProcessFailure("its answer is none: '\(ReplyText.brief(line))'")
    }

    // Numbers stay text, digit for digit: a float would round amounts.
    private static let python = #"""
        import json, sys, os
        answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        lines = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        from decimal import Decimal
        # A core that was killed takes no answer and ends nobody: whoever is at work then ends by itself.
        import threading, time, shutil
        parent, home = os.getppid(), os.getcwd()
        def tidy():
            if os.path.basename(home).startswith("rehearsal-worker-"):
                shutil.rmtree(home, ignore_errors=True)
        def watch():
            while os.getppid() == parent:
                time.sleep(1)
            tidy()
            if os.getpgrp() == os.getpid():
                os.killpg(0, 9)
            os._exit(1)
        threading.Thread(target=watch, daemon=True).start()
        def text(error):
            return (type(error).__name__ + ": " + str(error))[:1000]
        def plain(value):
            if isinstance(value, Decimal):
                return format(value, "f")
            raise TypeError("it returns " + type(value).__name__ + "; return text, numbers, lists or dicts")
        def exact(value):
            if isinstance(value, float):
                raise TypeError("it returns the inexact number " + repr(value) + "; use Decimal or text")
            if isinstance(value, dict):
                for item in value.values():
                    exact(item)
            elif isinstance(value, (list, tuple)):
                for item in value:
                    exact(item)
            return value
        def answer(reply):
            answers.write(json.dumps(reply, ensure_ascii=True, default=plain) + "\n")
            answers.flush()
        # A script may take 512 MiB of memory and write files of 16 MiB; what takes more gets an error.
        try:
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
            resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 20, 16 << 20))
            del resource
        except (ImportError, ValueError, OSError):
            pass  # macOS has no limit of the address space
        names = {"__name__": "script", "Decimal": Decimal}
        try:
            first = json.loads(lines.readline())
            exec(compile(first["script"], first["file"], "exec"), names)
            answer({"ready": True})
        except BaseException as error:
            place = "line " + str(error.lineno) + ": " if isinstance(error, SyntaxError) else ""
            answer({"error": place + text(error)})
            sys.exit(0)
        for line in lines:
            request = json.loads(line, parse_int=str, parse_float=str)
            reply = {"id": int(request["id"])}
            try:
                given = request["input"]
                function = names.get(request["function"])
                if not callable(function):
                    raise NameError("there is no function '" + request["function"] + "'")
                reply["value"] = exact(function(given["value"], given))
            except BaseException as error:
                reply = {"id": reply["id"], "error": text(error)}
            try:
                answer(reply)
            except BaseException as error:
                answer({"id": reply["id"], "error": text(error)})
        tidy()
        """#

    private static let groovy = #"""
        import groovy.json.*
        def answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, 'UTF-8')
        System.setOut(System.err)
        def lines = new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in), 'UTF-8'))
        System.setIn(new ByteArrayInputStream(new byte[0]))
        def home = new File('').absoluteFile
        def clear = { if (home.name.startsWith('rehearsal-worker-')) home.deleteDir() }
        // Where there is no /proc only an idle one ends with its core.
        def stat = new File('/proc/self/stat')
        def parentOf = { stat.exists() ? stat.text.substring(stat.text.lastIndexOf(')')).split(' ')[2] : '' }
        def parent = parentOf()
        Thread.startDaemon {
            while (parentOf() == parent) Thread.sleep(1000)
            clear()
            Runtime.runtime.halt(1)
        }
        def text = { Throwable error -> (error.class.simpleName + ': ' + error.message).take(1000) }
        def tidy
        tidy = { value ->
            if (value instanceof Map) return value.collectEntries { key, item -> [(key.toString()): tidy(item)] }
            if (value instanceof Collection) return value.collect { tidy(it) }
            if (value instanceof Float || value instanceof Double)
                throw new IllegalArgumentException('it returns the inexact number ' + value + '; use BigDecimal or text')
            if (value instanceof BigDecimal) return value.toPlainString()
            if (value == null || value instanceof Boolean || value instanceof Number) return value
            if (value instanceof CharSequence || value instanceof Character) return value.toString()
            def kind = value.class.simpleName
            throw new IllegalArgumentException('it returns ' + kind + '; return text, numbers, lists or maps')
        }
        def answer = { reply -> answers.println(JsonOutput.toJson(reply)) }
        def script
        try {
            def first = new JsonSlurper().parseText(lines.readLine())
            script = new GroovyShell().parse(first.script, first.file.replaceAll(/\W/, '_'))
            script.run()
            answer([ready: true])
        } catch (Throwable error) {
            answer([error: text(error)])
            System.exit(0)
        }
        def line
        while ((line = lines.readLine()) != null) {
            def request = new JsonSlurper().parseText(line)
            try {
                def input = request.input
                if (!script.metaClass.respondsTo(script, request.function, input.value, input))
                    throw new MissingPropertyException("there is no function '" + request.function + "'")
                answer([id: request.id, value: tidy(script.invokeMethod(request.function, [input.value, input] as Object[]))])
            } catch (Throwable error) {
                answer([id: request.id, error: text(error)])
            }
        }
        clear()
        """#
}

extension JSONValue {
    /// The same with each number as text, digit for digit.
    fileprivate var numbersAsText: JSONValue {
        switch self {
        case .number(let digits): .string(digits)
        case .array(let elements): .array(elements.map(\.numbersAsText))
        case .object(let members): .object(members.map { Member($0.name, $0.value.numbersAsText) })
        case .null, .bool, .string: self
        }
    }
}
