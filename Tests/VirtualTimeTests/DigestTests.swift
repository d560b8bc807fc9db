import Testing
import VirtualTime
